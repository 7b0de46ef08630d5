/**
 * Adds up what the test runs of all packages left in .vitest/results.json: one line, `N passed, N failed`. A package
 * with a test script and no results counts as failed, and so does a run that went wrong outside of any test.
 */
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

interface Results {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"))

const root = join(import.meta.dirname, "..")
const { workspaces } = read(join(root, "package.json")) as { workspaces: ReadonlyArray<string> }

let passed = 0
let failed = 0
let skipped = 0
for (const manifest of globSync(
  workspaces.map((folder) => `${folder}/package.json`),
  { cwd: root }
)) {
  const { scripts } = read(join(root, manifest)) as { scripts: { test?: string } }
  if (!scripts.test) continue
  const file = join(root, dirname(manifest), ".vitest/results.json")
  if (!existsSync(file)) {
    console.log(`${dirname(manifest)}: no test results`)
    failed++
    continue
  }
  const results = read(file) as Results
  passed += results.numPassedTests
  failed += results.success ? 0 : Math.max(1, results.numFailedTests)
  skipped += results.numPendingTests
}
if (skipped > 0) console.log(`${skipped} skipped`)
console.log(`${passed} passed, ${failed} failed`)
if (failed > 0 || passed === 0) process.exitCode = 1
