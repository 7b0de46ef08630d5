/**
 * Loads the module of a plugin's enricher as it is: Node takes the types out of TypeScript, so that nothing need be built.
 * Whatever is wrong with it becomes a sentence; it never ends the program.
 */
import { realpathSync } from "node:fs"
import { pathToFileURL } from "node:url"

import { nearest } from "../nearest.ts"
import { type Enricher, enricherKinds } from "./Enricher.ts"
import type { Guard, Guarded } from "./Guard.ts"
import { Intrinsics } from "./intrinsics.ts"
import { errorText, placeIn } from "./thrown.ts"
import type { Suspect } from "./watchdog.ts"

export interface LoadedEnricher {
  /** Of the plugin. */
  readonly name: string
  /** The module. */
  readonly file: string
  readonly enricher: Enricher
  readonly guarded: Guarded
}

/**
 * The enricher with the real path of its module, or why there is none: the end of a sentence that begins with the file.
 * A module that waits for what never comes is waited for as long as the guard has patience.
 */
export const loadEnricher = async (suspect: Suspect, guard: Guard): Promise<LoadedEnricher | string> => {
  const real = realpathSync(suspect.file)
  if (/\.[cm]?ts$/.test(real) && real.includes("/node_modules/")) {
    return "is TypeScript within node_modules, where Node does not run it; a package must ship JavaScript (.js)"
  }
  const guarded = guard.of({ ...suspect, file: real })
  const intrinsics = new Intrinsics()
  const replaced: Array<string> = []
  // At once, before anybody else runs.
  const restore = (): void => void replaced.push(...intrinsics.restore())
  let module: Readonly<Record<string, unknown>>
  try {
    module = await guarded.importing(() => inTime(importOf(real).finally(restore), guard.patience))
  } catch (cause) {
    return `can't be loaded: ${errorText(cause)}${placeIn(real, cause)}${adviceFor(cause)}`
  }
  if (replaced.length > 0)
    return `replaces ${replaced[0]}, which all of logmill uses; it must leave what JavaScript has as it is`
  const enricher = enricherIn(module)
  if (typeof enricher === "string") return enricher
  intrinsics.hold()
  return { name: suspect.name, file: real, enricher, guarded }
}

const importOf = (file: string): Promise<Readonly<Record<string, unknown>>> => import(pathToFileURL(file).href)

const inTime = async <A>(loading: Promise<A>, patience: number): Promise<A> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`it is not done after ${patience / 1000} s`)), patience)
  try {
    return await Promise.race([loading, late])
  } finally {
    clearTimeout(timer)
  }
}

const adviceFor = (cause: unknown): string => {
  const { code, message } = Object(cause) as { readonly code?: unknown; readonly message?: unknown }
  if (/Unexpected token 'export'|Cannot use import statement/.test(String(message))) {
    return "; its package.json makes Node take it for CommonJS: call it .mts or .mjs"
  }
  return code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX"
    ? "; Node only takes types out, so that enum, namespace and the like can't be used"
    : ""
}

const enricherIn = (module: Readonly<Record<string, unknown>>): Enricher | string => {
  const exported = Object.keys(module)
  const known = enricherKinds.filter((kind) => exported.includes(kind))
  const wrong = known.find((kind) => typeof module[kind] !== "function")
  if (wrong !== undefined) return `exports ${wrong}, which must be a function`
  const kinds = enricherKinds.join(", ")
  if (known.length > 0) {
    const misspelt = exported.find((name) => typeof module[name] === "function" && isMeant(name, known))
    if (misspelt === undefined) return Object.fromEntries(known.map((kind) => [kind, module[kind]])) as Enricher
    return `exports ${misspelt}, which is none of the functions ${kinds}; did you mean ${nearest(misspelt, enricherKinds)}? What is only its own it must not export`
  }
  const near = exported.flatMap((name) => nearest(name, enricherKinds) ?? [])[0]
  const meant = near === undefined ? "" : `; did you mean ${near}?`
  const has = exported.length === 0 ? "nothing" : exported.join(", ")
  return `exports ${has}, but none of the functions ${kinds}${meant}`
}

/** Whether it is most likely another name for a function that is not there. */
const isMeant = (name: string, known: ReadonlyArray<string>): boolean => {
  const kind = nearest(name, enricherKinds)
  return kind !== null && kind !== name && !known.includes(kind)
}
