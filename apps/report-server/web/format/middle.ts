/**
 * Texts cut in the middle, as both ends of a path tell more than what is between them. The page's own way is two parts, of
 * which the layout cuts the first one's end, so that a text that fits is whole; nothing need be measured.
 */

/** The end that always stays: at most `most` letters, and no more than half. Surrogates stay together. */
export const splitMiddle = (text: string, most = 14): readonly [string, string] => {
  let at = text.length - Math.min(most, Math.floor(text.length / 2))
  if (isLowSurrogate(text.charCodeAt(at))) at--
  return [text.slice(0, at), text.slice(at)]
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

/**
 * The first part's style, for style sheets that cut letters of one width: where the room ends within a letter, it would be a
 * gap behind the ellipsis. Undefined: letters are of several widths.
 */
export const evenHead = (text: string, tail: string): Readonly<Record<string, string>> | undefined =>
  tail !== "" && /^[\x20-\x7e]*$/.test(text) ? { "--tail": `${tail.length}ch` } : undefined
