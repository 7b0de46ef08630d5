/** Statements that were run, the last one first, kept by the browser. */
export interface Ran {
  readonly sql: string
  /** ms UTC. */
  readonly time: number
}

const key = "logmill.sql.history"
const most = 100
const longest = 20_000

export const readHistory = (storage: Storage): ReadonlyArray<Ran> => {
  try {
    const read: unknown = JSON.parse(storage.getItem(key) ?? "[]")
    return Array.isArray(read) ? read.filter(isRan).slice(0, most) : []
  } catch {
    return []
  }
}

const isRan = (value: unknown): value is Ran =>
  typeof value === "object" &&
  value !== null &&
  "sql" in value &&
  typeof value.sql === "string" &&
  "time" in value &&
  typeof value.time === "number"

export const remember = (storage: Storage, ran: Ran): void => {
  if (ran.sql.trim() === "" || ran.sql.length > longest) return
  const others = readHistory(storage).filter(({ sql }) => sql !== ran.sql)
  try {
    storage.setItem(key, JSON.stringify([ran, ...others].slice(0, most)))
  } catch {
    return
  }
}

export const forgetHistory = (storage: Storage): void => storage.removeItem(key)
