/**
 * Takes Node's own modules without `import` in what was bundled. An `import` of one, even of one name, reads every
 * property it has, and those of node:fs that are there only on demand load streams and promises: 15 ms of a start.
 */
const oneImport = /^import (?:([\w$]+)|\* as ([\w$]+))?(?:, )?(?:\{([^}]*)\})?(?: from )?"(node:[\w/]+)";$/gm

/** Loaded when first used, as most commands import them and few need them: 10 ms, 10 and 5. Functions may be imported. */
const late = ["node:crypto", "node:net", "node:zlib"]

/** What packages of CommonJS ask for: the bundler leaves the call, which no module of ours can answer. */
const oneRequire = /\b__require\("(?:node:)?(\w+)"\)/g

export const withoutBuiltinImports = (bundled: string): string => {
  const text = bundled
    .replace(oneRequire, (_, module: string) => `process.getBuiltinModule("node:${module}")`)
    .replace(
      oneImport,
      (_, whole: string | undefined, all: string | undefined, names: string | undefined, module: string) => {
        const builtin = `process.getBuiltinModule("${module}")`
        const isLate = late.includes(module)
        const made = isLate ? `new Proxy({}, { get: (_, name) => ${builtin}[name] })` : builtin
        const local = whole ?? all
        const ofWhole = local === undefined ? [] : [`const ${local} = ${made};`]
        if (names === undefined) return ofWhole.join("")
        const ofNames = isLate
          ? names.split(",").map(lateFunction(builtin))
          : [`const {${names.replace(/([\w$]+) as ([\w$]+)/g, "$1: $2")}} = ${builtin};`]
        return [...ofWhole, ...ofNames].join("\n")
      }
    )
  const missed = /^import .*"node:.*/m.exec(text)?.[0]
  if (missed !== undefined) throw new Error(`this import is none that scripts/builtins.ts knows: ${missed}`)
  return text
}

const lateFunction =
  (builtin: string) =>
  (name: string): string => {
    const [, imported, local = imported] = /^\s*([a-z]\w*)(?: as ([\w$]+))?\s*$/.exec(name) ?? []
    if (imported === undefined) throw new Error(`scripts/builtins.ts can load functions late, but not "${name.trim()}"`)
    return `const ${local} = ((made) => (...given) => (made ??= ${builtin}.${imported})(...given))();`
  }
