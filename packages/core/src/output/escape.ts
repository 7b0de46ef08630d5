/**
 * Makes text of unknown origin safe to show on a terminal: what could move the cursor, change colours, reorder the
 * line or hide in it is written as an escape. Every exit to a terminal goes through here: cells, headers, messages,
 * file names.
 *
 * Control characters below U+0080 become `\xNN`, everything else `\u{...}`: stored values use `\xNN` for bytes, so the
 * two can't be confused. Nothing else changes; a backslash stays one.
 */

const plain = /^[\u0020-\u007e]*$/

// Cc: C0, DEL and C1. Cf: bidirectional controls, zero-width characters, soft hyphen, tags. Zl, Zp: U+2028, U+2029.
// Cs: surrogates without their other half. The rest of the default-ignorable characters are blank letters; variation
// selectors are let through, they only choose between two pictures of the character before them.
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu

export const escapeText = (text: string): string => (plain.test(text) ? text : text.replace(unsafe, escapeCharacter))

const escapeCharacter = (character: string): string => {
  const code = character.codePointAt(0)!
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`
}

/** The same for JSON text: `\uNNNN` means the same character to every reader, so nothing is lost. */
export const escapeJson = (json: string): string =>
  plain.test(json)
    ? json
    : json.replace(unsafe, (character) =>
        Array.from(
          { length: character.length },
          (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`
        ).join("")
      )
