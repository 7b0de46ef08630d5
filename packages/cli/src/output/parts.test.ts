import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"

import { afterAll, assert, it } from "@effect/vitest"

import { partOf, removeLeftParts } from "./parts.ts"

const folder = mkdtempSync(join(tmpdir(), "logmill-parts-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it("files of dead writers of the same target go, and no others", () => {
  const target = join(folder, "a.csv")
  const dead = spawnSync(process.execPath, ["--version"]).pid
  const own = basename(partOf(target))
  const of = (pid: number) => own.replace(/-\d+\.part$/, `-${pid}.part`)
  const elsewhere = (name: string) => name.replace(/logmill-\w{8}/, "logmill-0123abcd")
  const stay = [
    of(process.ppid),
    elsewhere(of(dead)),
    `x${of(dead)}`,
    of(dead).replace("a.csv", "b.csv"),
    `a.csv.${dead}.part`,
    `a.csv.logmill-${dead}.part`,
    "a.csv"
  ]
  const go = [own, of(dead), elsewhere(of(1))]
  for (const name of [...stay, ...go]) writeFileSync(join(folder, name), "")
  utimesSync(join(folder, elsewhere(of(1))), 1, 1)
  symlinkSync("a.csv", join(folder, of(dead + 100_000_000)))
  removeLeftParts(target, Date.now())
  assert.deepStrictEqual(readdirSync(folder).toSorted(), [...stay, of(dead + 100_000_000)].toSorted())
})
