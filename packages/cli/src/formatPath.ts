/** Whether a text is the path of a file, and neither a name nor a format. */
export const isPath = (text: string): boolean =>
  /^[^\s$%{}"'()[\]<>|\\]+$/.test(text) && (/^(?:\/|\.{1,2}\/)/.test(text) || text.includes("."))
