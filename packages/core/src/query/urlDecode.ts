/**
 * `url_decode(text)` of SQL, by the name that DuckDB has for it: `%41` becomes `A` (RFC 3986 §2.1). What is no escape stays
 * as it is, `+` too; of a run of escapes that is no UTF-8, all but its ASCII stays. For looking at requests as a server may
 * see them, not for telling them apart.
 */
export const urlDecode = (text: string): string =>
  text.includes("%") ? text.replaceAll(/(?:%[0-9a-f]{2})+/gi, decodeRun) : text

const decodeRun = (run: string): string => {
  try {
    return decodeURIComponent(run)
  } catch {
    return run.replaceAll(/%[0-7][0-9a-f]/gi, decodeURIComponent)
  }
}
