/** What a database file says of itself in its header; also read by the query child, which has another SQLite. */

/** "lmil", SQLite's application_id: `file` and we know a logmill database by it. */
export const applicationId = 0x6c6d696c
/** SQLite's user_version: grows with each migration. */
export const schemaVersion = 4
