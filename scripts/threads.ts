/**
 * Bundles what threads and child processes begin with, for whoever runs from source (core/bundled.ts): tests. The bundle of
 * the command has its own (build.ts). Beside them lies what they look for beside themselves: kernels, migrations.
 */
import { cpSync, globSync, mkdirSync, renameSync, writeFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"

import { bundleAlone } from "./bundle.ts"
import { isNewer } from "./isNewer.ts"
import { buildKernels } from "./kernels.ts"

const packages = join(import.meta.dirname, "../packages")

/** By the package that starts them. */
export const threads = {
  core: [
    "workers/src/parser.worker.ts",
    "core/src/query/query.child.ts",
    "core/src/plugins/watchdog.worker.ts",
    "core/src/store/checkpoint.worker.ts",
    "core/src/store/rollups/sums.worker.ts"
  ],
  plugins: ["plugins/src/enrich/agents.worker.ts"]
}

/** Of tests. */
const processes = ["core/src/testing/ingest.child.ts", "core/src/testing/lock.child.ts"]

export const buildThreads = async (): Promise<void> => {
  const kernels = await buildKernels()
  const madeFrom = globSync(["*/src/**", "*/assembly/**", "../scripts/*.ts", "../package-lock.json"], { cwd: packages })
  const sources = madeFrom.map((file) => join(packages, file))
  for (const [name, entryPoints] of Object.entries({ ...threads, core: [...threads.core, ...processes] })) {
    const entries = entryPoints.map((entry) => join(packages, entry))
    const outdir = join(packages, name, "dist")
    const made = entryPoints.map((entry) => join(outdir, basename(entry).replace(/ts$/, "js")))
    if (isNewer(made, sources)) continue
    const bundled = (await Promise.all(entries.map(bundleAlone))).flat()
    for (const { name, text } of bundled) writeWhole(join(outdir, name), text)
    if (name !== "core") continue
    for (const kernel of kernels) if (dirname(kernel) !== outdir) cpSync(kernel, join(outdir, basename(kernel)))
    cpSync(join(packages, "core/src/store/migrations"), join(outdir, "migrations"), { recursive: true })
  }
}

/** The tests of several packages begin at once, and nobody may load a half. */
const writeWhole = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true })
  const half = `${path}.${process.pid}`
  writeFileSync(half, text)
  renameSync(half, path)
}
