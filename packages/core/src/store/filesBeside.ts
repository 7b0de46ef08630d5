/** What a database's files are called: all of them stand beside it, under its name. Loads nothing that opens one. */

/** A database that lives as long as its connection, and has no files. */
export const inMemory = ":memory:"

/** The files SQLite keeps of a database: itself, its write-ahead log and what belongs to it. */
export const databaseFiles = (path: string): ReadonlyArray<string> =>
  path === inMemory ? [] : ["", "-wal", "-shm", "-journal"].map((suffix) => `${path}${suffix}`)

/** Of an anonymized database, the key of its digests (anonymity.ts). */
export const keyFile = (path: string): string => `${path}-key`

/** Held by the ingest that writes. */
export const lockFile = (path: string): string => `${path}.lock`

/** Where slow answers are kept; it may be deleted. */
export const answersFile = (path: string): string => `${path}-answers`

/** All of them. */
export const ownFiles = (path: string): ReadonlyArray<string> => [
  ...databaseFiles(path),
  ...databaseFiles(answersFile(path)),
  lockFile(path),
  keyFile(path)
]
