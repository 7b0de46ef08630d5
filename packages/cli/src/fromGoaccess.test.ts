/** docs/from-goaccess.md and docs/export.md: their commands run as they stand, and no option of GoAccess is forgotten. */
import { spawnSync } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { gunzipSync } from "node:zlib"

import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { vi } from "vitest"

import { buildCommand, environment } from "./testProcess.ts"

const root = join(import.meta.dirname, "../../..")
const manual = (name: string) => readFileSync(join(root, "docs", name), "utf8")
const folder = mkdtempSync(join(tmpdir(), "logmill-goaccess-"))
const samples = join(root, "samples/logs")

/** The folder that the page speaks of. */
beforeAll(() => {
  vi.setConfig({ testTimeout: 60_000 })
  buildCommand()
  copyFileSync(join(samples, "www.access.log"), join(folder, "access.log"))
  copyFileSync(join(samples, "www.access.log.1.gz"), join(folder, "access.log.1.gz"))
  mkdirSync(join(folder, "vhosts"))
  writeFileSync(join(folder, "vhosts/shop.log"), gunzipSync(readFileSync(join(samples, "www.access.log.2.gz"))))
  writeFileSync(
    join(folder, "goaccess.conf"),
    'log-format %h %^[%d:%t %^] "%r" %s %b "%R" "%u"\ndate-format %d/%b/%Y\ntime-format %H:%M:%S\n'
  )
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const commandsOf = (page: string): ReadonlyArray<string> =>
  [...page.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, text]) => text!.trimEnd().split("\n"))

const run = (command: string) => {
  const path = [join(root, "node_modules/.bin"), process.env["PATH"]].join(delimiter)
  return spawnSync("sh", ["-c", command], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...environment({ folder }), PATH: path }
  })
}

describe.each(["from-goaccess.md", "export.md"])("docs/%s", (name) => {
  const commands = commandsOf(manual(name))

  it("has commands", () => assert.isAbove(commands.length, 3))

  it.each(commands)("%s", (command) => {
    const { status, stderr } = run(command)
    assert.deepStrictEqual([status, /did you mean|nothing stored is|no such|fault/.exec(stderr)], [0, null], stderr)
  })
})

/** Of GoAccess 1.11. */
const options = `
--log-file --log-size --config-file --no-global-config --dcf --log-format --date-format --time-format --datetime-format --tz
--config-dialog --num-tests --process-and-exit --fname-as-vhost --agent-list --browsers-file --with-output-resolver
--no-term-resolver --exclude-ip --http-protocol --http-method --no-query-string --jobs --chunk-size --444-as-404
--4xx-to-unique-count --all-static-files --static-file --ignore-statics --ignore-status --ignore-crawlers --crawlers-only
--unknowns-as-crawlers --ignore-referrer --hide-referrer --concat-vhost-req --double-decode --no-strict-status
--no-ip-validation --real-os --keep-last --date-spec --hour-spec --anonymize-ip --anonymize-level --invalid-requests
--unknowns-log --output --enable-panel --ignore-panel --sort-panel --max-items --json-pretty-print --no-csv-summary
--html-report-title --html-prefs --html-custom-css --html-custom-js --html-refresh --no-html-last-updated --external-assets
--color --color-scheme --hl-header --with-mouse --no-color --no-progress --no-parsing-spinner --no-tab-scroll
--real-time-html --addr --port --unix-socket --ws-url --origin --ssl-cert --ssl-key --fifo-in --fifo-out --ping-interval
--daemonize --user-name --pid-file --ws-auth --ws-auth-expire --ws-auth-url --ws-auth-refresh-url --std-geoip
--geoip-database --persist --restore --db-path`.split(/\s+/)

it("the page tells of every option of GoAccess", () => {
  const page = new Set(manual("from-goaccess.md").match(/--[a-z0-9][a-z0-9-]*/g))
  assert.deepStrictEqual(
    options.filter((option) => option !== "" && !page.has(option)),
    []
  )
})

describe("what the page says of the samples", () => {
  const report = (command: string) => JSON.parse(run(command).stdout) as { general: Record<string, number> }

  it("is so: visitors of all days, and lines that are refused", () => {
    assert.strictEqual(run(`logmill ingest ${samples}/www.access.log* -q --db shop.db`).status, 0)
    assert.strictEqual(report("logmill export goaccess-json --db shop.db").general["unique_visitors"], 684)
    assert.strictEqual(run(`logmill ingest ${samples}/vhosts.access.log.1.gz -q --db vhosts.db`).status, 0)
    const { failed_requests: failed, total_requests: total } = report(
      "logmill export goaccess-json --db vhosts.db"
    ).general
    assert.deepStrictEqual([failed, total], [2, 12_888])
  })
})
