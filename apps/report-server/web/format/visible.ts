/**
 * Texts of logs as a page may show them: what would turn the direction of writing, or be nothing to see at all, is written as
 * its code. A text node does the rest.
 */
const unseen =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/g

export const visible = (text: string): string =>
  text.replaceAll(unseen, (letter) => `\\u{${letter.charCodeAt(0).toString(16)}}`)
