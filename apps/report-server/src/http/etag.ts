/** `If-None-Match`: whether who asks has the answer already. */

/** Of a list of tags, weak ones too, as only bytes that are the same have one; `*` means any. */
export const hasETag = (header: string | undefined, etag: string): boolean => {
  if (header === undefined) return false
  return header.trim() === "*" || header.split(",").some((one) => one.trim().replace(/^W\//, "") === etag)
}
