/**
 * `url_decode(text)` of SQL, by the name and meaning that DuckDB has for it: `%41` becomes `A` (RFC 3986 §2.1). What is no
 * escape stays as it is, `+` too; bytes that are no UTF-8 become U+FFFD. For looking at requests as a server sees them,
 * not for telling them apart.
 */
export const urlDecode = (text: string): string =>
  text.includes("%") ? text.replaceAll(/(?:%[0-9a-f]{2})+/gi, decodeRun) : text

const decodeRun = (run: string): string => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8")
