/**
 * Texts cut in the middle, as both ends of a path tell more than what is between them. The page's own way is two parts, of
 * which the layout cuts the first one's end, so that a text that fits is whole; nothing need be measured (`Middle.tsx`).
 */

/** Two boxes stand from left to right: of what is written the other way they would be in the wrong order. */
const fromRight = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u

/**
 * The end that stays: at most `most` letters, and no more than half; a narrow cell shows the end of it. Surrogates stay together,
 * and so does what is written from right to left.
 */
export const splitMiddle = (text: string, most = 14): readonly [string, string] => {
  if (fromRight.test(text)) return [text, ""]
  let at = text.length - Math.min(most, Math.floor(text.length / 2))
  if (isLowSurrogate(text.charCodeAt(at))) at--
  return [text.slice(0, at), text.slice(at)]
}

/** Shorter texts have room wherever they stand. */
export const longEnough = 28

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

/**
 * The style of a label's parts, for style sheets that cut letters of one width: where the room ends within a letter, it would be a
 * gap behind the ellipsis. Undefined: letters are of several widths.
 */
export const evenParts = (text: string, tail: string): Readonly<Record<string, string>> | undefined =>
  tail !== "" && /^[\x20-\x7e]*$/.test(text) ? { "--tail": `${tail.length}ch` } : undefined
