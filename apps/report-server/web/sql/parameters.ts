/** The `:names` of a statement, in the order they are met; not those in texts, names and comments. */
const token = /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|`[^`]*`?|\[[^\]]*\]?|--[^\n]*|\/\*[^]*?(?:\*\/|$)|:([A-Za-z_]\w*)/g

export const parametersIn = (sql: string): ReadonlyArray<string> => [
  ...new Set([...sql.matchAll(token)].flatMap(([, name]) => (name === undefined ? [] : [name])))
]
