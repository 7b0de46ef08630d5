/**
 * Kernels: inner loops in WebAssembly (assembly/), which work on a memory of their own that JavaScript sees, too. Run
 * from source they are in `dist` of their package, bundled beside the bundle (scripts/kernels.ts).
 */
import { readFileSync } from "node:fs"

/** Of the API only what is used: TypeScript knows it by the DOM's types. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

/** A number that a kernel exports. */
export interface WasmGlobal {
  readonly value: number
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer
  /** By pages of 64 KiB; views of the buffer before it are gone. */
  grow(pages: number): number
}

const pageBytes = 64 * 1024

/**
 * A new instance of a kernel, its memory grown to `memoryBytes` if it exports a number of that name. `name` is the
 * source's (`parser.kernel`), `meta` the caller's `import.meta`, whose package it is in.
 */
export const instantiate = <Exports extends { readonly memory: WasmMemory }>(name: string, meta: ImportMeta): Exports =>
  compile<Exports>(name, meta)()

/** What makes new instances of a kernel, which is compiled once, and better the longer it is used. */
export const compile = <Exports extends { readonly memory: WasmMemory }>(
  name: string,
  meta: ImportMeta
): (() => Exports) => {
  const file = new URL(meta.url.endsWith(".ts") ? `../dist/${name}.wasm` : `./${name}.wasm`, meta.url)
  const module = new WebAssembly.Module(readFileSync(file))
  return () => {
    const exports = new WebAssembly.Instance(module).exports as Exports & { readonly memoryBytes?: WasmGlobal }
    const missing = (exports.memoryBytes?.value ?? 0) - exports.memory.buffer.byteLength
    if (missing > 0) exports.memory.grow(Math.ceil(missing / pageBytes))
    return exports
  }
}
