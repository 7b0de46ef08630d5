/** What a record holds under a name that somebody else chose: `constructor` is a name, too, and every object has one. */
export const ownOf = <A>(record: Readonly<Record<string, A>>, name: string): A | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined
