/** Values of SQL as JSON: bigints, bytes and the reals that JSON has no name for become objects, as nothing else does. */

export const encode = (value: unknown): string =>
  JSON.stringify(value, function (this: Record<string, unknown>, key) {
    // Not the second parameter: of bytes that would be what they make of themselves.
    return tagged(this[key])
  })

/** For values that are told apart one by one anyway: what it returns needs no more than `JSON.stringify`. */
export const tagged = (value: unknown): unknown => {
  if (typeof value === "bigint") return { $int: String(value) }
  if (typeof value === "number" && !Number.isFinite(value)) return { $real: String(value) }
  return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString("hex") } : value
}

export const decode = (text: string): unknown => (text.includes(`{"$`) ? JSON.parse(text, untagged) : JSON.parse(text))

const untagged = (_key: string, value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value
  if ("$int" in value) return BigInt(String(value.$int))
  if ("$real" in value) return Number(value.$real)
  return "$bytes" in value ? Uint8Array.from(Buffer.from(String(value.$bytes), "hex")) : value
}
