/**
 * Texts of logs as a page may show them: what would turn the direction of writing, or be nothing to see at all, is written as
 * its code, the same characters as on a terminal (core/output/escape.ts). A text node does the rest.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?![\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu

export const visible = (text: string): string =>
  text.replaceAll(unseen, (letter) => `\\u{${letter.codePointAt(0)!.toString(16)}}`)
