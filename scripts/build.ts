/**
 * Bundles the command into packages/cli/dist: one file for each thread and child process, few for what the command starts
 * with, and chunks for its commands, which are loaded when they are asked for.
 *
 * The report's page is built first (page.ts). The kernels are compiled before it (kernels.ts), and copied beside it.
 * Everything lies flat in one folder, so that `new URL("./parser.worker.js", import.meta.url)` holds from whichever chunk the
 * code ends up in; folders of data come along under their own names. Bundling is what makes the command start fast: Node
 * reading hundreds of modules takes five times as long as running them.
 *
 * What V8 makes of the bundle is kept in it, too (NODE_COMPILE_CACHE, set by bin/logmill): a log is read and asked about
 * once, in one process, so that the functions a command runs are in there compiled. Node refreshes what does not fit,
 * where it may write.
 *
 * With --if-stale nothing is done when the bundle is newer than everything it was made from.
 */
import { spawnSync } from "node:child_process"
import { cpSync, globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"

import { bundleAlone, bundleCommand } from "./bundle.ts"
import { isNewer } from "./isNewer.ts"
import { buildKernels } from "./kernels.ts"
import { buildPage, isPageFresh } from "./page.ts"
import { threads } from "./threads.ts"

const packages = join(import.meta.dirname, "../packages")
const outdir = join(packages, "cli/dist")
const pages = join(packages, "../apps/report-server/dist")
/** The manual tells what views and functions are; the report shows it beside its editor. */
const manual = ["../docs/database.md", "../docs/sql.md"]
const data = [
  ...globSync(["core/src/store/migrations", "plugins/{formats,analyses,logmill-plugin.toml}"], { cwd: packages }),
  ...manual
]

/** Folders are looked at too: their time changes when a file in them is removed. */
const isFresh = () => {
  const madeFrom = [
    "*/src/**",
    "*/assembly/**",
    "plugins/{formats,analyses}/**",
    "plugins/logmill-plugin.toml",
    ...manual,
    "../apps/report-server/src/**",
    "../apps/report-server/dist/{web,file}/**",
    "../scripts/*.ts",
    "../package-lock.json"
  ]
  return isNewer(
    [join(outdir, "main.js")],
    globSync(madeFrom, { cwd: packages }).map((file) => join(packages, file))
  )
}

/** A failure costs some of the speed and is none of the build's: the platform may have no binding yet. */
const compileAhead = () => {
  const folder = mkdtempSync(join(tmpdir(), "logmill-build-"))
  const log = join(folder, "access.log")
  writeFileSync(log, `192.0.2.1 - - [05/Oct/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "curl/8"\n`)
  const command = join(packages, "cli/bin/logmill")
  const env = { ...process.env, NODE_COMPILE_CACHE: "", LOGMILL_DB: join(folder, "logmill.db") }
  for (const words of [[log], ["sql", "SELECT count(*) FROM entries"]]) {
    spawnSync("sh", [command, ...words], { cwd: folder, env, stdio: "ignore" })
  }
  // It goes on until it is told to end.
  spawnSync("sh", [command, "serve", "--port", "0", "--no-open"], { cwd: folder, env, stdio: "ignore", timeout: 2_000 })
  rmSync(folder, { recursive: true, force: true })
}

/** So that no command needs to read them all; only where something is built is it worth loading what reads them. */
const readAnalysesAhead = async () => {
  const { aheadFile, aheadText, loadCatalog } = await import("@logmill/core/analysis/catalog")
  const NodeServices = await import("@effect/platform-node/NodeServices")
  const { Effect } = await import("effect")
  const folder = { path: join(outdir, "analyses"), origin: "built-in" } as const
  const { analyses, problems } = await Effect.runPromise(Effect.provide(loadCatalog([folder]), NodeServices.layer))
  if (problems.length > 0) throw new Error(problems.map(({ file, reason }) => `${file}: ${reason}`).join("\n"))
  writeFileSync(aheadFile(folder), aheadText(analyses))
}

const isOnlyIfStale = process.argv.includes("--if-stale")
if (!isOnlyIfStale || !isPageFresh()) await buildPage()
if (!isOnlyIfStale || !isFresh()) {
  rmSync(outdir, { recursive: true, force: true })
  for (const one of data) cpSync(join(packages, one), join(outdir, basename(one)), { recursive: true })
  for (const kernel of await buildKernels()) cpSync(kernel, join(outdir, basename(kernel)))
  const bundles = [
    bundleCommand(join(packages, "cli/src/main.ts")),
    ...[...threads.core, ...threads.plugins].map((entry) => bundleAlone(join(packages, entry)))
  ]
  const bundled = (await Promise.all(bundles)).flat()
  await readAnalysesAhead()
  for (const one of ["web", "file"]) cpSync(join(pages, one), join(outdir, one), { recursive: true })
  for (const { name, text } of bundled) writeFileSync(join(outdir, name), text)
  compileAhead()
}
