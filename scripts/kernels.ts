/**
 * Compiles the kernels, `packages/*\/assembly/NAME.kernel.ts` in AssemblyScript, to `packages/*\/dist/NAME.kernel.wasm`,
 * where those are older than what they are made of. Build and tests both begin with it.
 */
import { globSync, mkdirSync } from "node:fs"
import { basename, dirname, join } from "node:path"

import { isNewer } from "./isNewer.ts"

const packages = join(import.meta.dirname, "../packages")

/** Returns the files made. */
export const buildKernels = async (): Promise<ReadonlyArray<string>> => {
  const made = globSync("*/assembly/*.kernel.ts", { cwd: packages }).map(async (source) => {
    const folder = join(packages, dirname(source))
    const target = join(folder, "../dist", basename(source).replace(/ts$/, "wasm"))
    const madeFrom = [...globSync(join(folder, "*.ts")), import.meta.filename, join(packages, "../package-lock.json")]
    if (!isNewer([target], madeFrom)) await compile(join(packages, source), target)
    return target
  })
  return Promise.all(made)
}

const compile = async (source: string, target: string): Promise<void> => {
  // Takes a second to load, and is rarely needed.
  const { createMemoryStream, main } = await import("assemblyscript/asc")
  mkdirSync(dirname(target), { recursive: true })
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--use", "abort="]
  const stderr = createMemoryStream()
  const { error } = await main([source, "--outFile", target, ...flags], { stderr })
  if (error !== null) throw new Error(`${source} does not compile:\n${stderr.toString()}`)
}
