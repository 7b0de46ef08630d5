/**
 * Makes `import { Effect, Layer } from "effect"` in our sources `import * as Effect from "effect/Effect"` and so on, while
 * they are bundled. Through the package's index the bundler keeps all of each module that is named, and what that imports:
 * twice as much for a start to read and run.
 */
import type { Plugin } from "rolldown"

export const effectModules: Plugin = {
  name: "effect-modules",
  transform: {
    filter: { id: /[\\/](?:packages|apps)[\\/][\w-]+[\\/]src[\\/].*\.ts$/ },
    handler: (source) => importingModules(source)
  }
}

/** In one line each, so that the numbers of lines stay. */
export const importingModules = (source: string): string =>
  source.replace(
    /^import \{([^}]*)\} from "(effect(?:\/(?:cli|http|http-api))?)"/gm,
    (_, names: string, from: string) =>
      names
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "")
        .map((name) => {
          const [, type = "", module] = /^(type )?(\w+)$/.exec(name) ?? []
          if (module === undefined) throw new Error(`import modules of ${from} under their own names, not "${name}"`)
          return `import ${type}* as ${module} from "${from}/${module}"`
        })
        .join("; ")
  )
