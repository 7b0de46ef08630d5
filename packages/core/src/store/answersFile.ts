/** Beside a database, where slow answers are kept; it may be deleted. */
export const answersFile = (databasePath: string): string => `${databasePath}-answers`
