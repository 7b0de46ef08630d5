/**
 * Takes Node's own modules without `import` in what esbuild made. An `import` of one, even of one name, reads every
 * property it has, and those of node:fs that are there only on demand load streams and promises: 15 ms of a start.
 */
const oneImport = /^import (?:(\w+)|\* as (\w+)|\{([^}]*)\}) from "(node:[\w/]+)";$/gm

/** Loaded when first used where it is imported whole: Effect's platform names temporary files by it, and it takes 10 ms. */
const late = "node:crypto"

export const withoutBuiltinImports = (bundled: string): string => {
  const text = bundled.replace(
    oneImport,
    (_, default_: string | undefined, all: string | undefined, names: string | undefined, module: string) => {
      const builtin = `process.getBuiltinModule("${module}")`
      if (names !== undefined) return `const {${names.replace(/(\w+) as (\w+)/g, "$1: $2")}} = ${builtin};`
      if (all !== undefined && module === late)
        return `const ${all} = new Proxy({}, { get: (_, name) => ${builtin}[name] });`
      return `const ${all ?? default_} = ${builtin};`
    }
  )
  const missed = /^import .*"node:.*/m.exec(text)?.[0]
  if (missed !== undefined) throw new Error(`this import is none that scripts/builtins.ts knows: ${missed}`)
  return text
}
