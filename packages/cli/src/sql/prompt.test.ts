/** The prompt of `logmill sql` with real keys, in a pseudo-terminal. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterEach, assert, beforeAll, beforeEach, describe, it } from "@effect/vitest"

import { buildCommand, logmill, TerminalProcess } from "../testProcess.ts"

const endless = "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t;"
const [tab, enter, up, interrupt, end] = ["\t", "\r", "\u001b[A", "\u0003", "\u0004"] as const
const first = "logmill> "

let folder = ""
let terminal: TerminalProcess | null = null
beforeAll(buildCommand, 120_000)
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "logmill-prompt-"))
  const line = (path: string, status: number) =>
    `192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET ${path} HTTP/1.1" ${status} 10 "-" "\u001b]0;owned\u0007"\n`
  writeFileSync(join(folder, "access.log"), line("/", 200) + line("/a", 404))
  assert.strictEqual((await logmill(["ingest", "-q", "access.log"], { folder })).code, 0)
}, 60_000)
afterEach(() => {
  terminal?.kill()
  rmSync(folder, { recursive: true, force: true })
})

const open = async (words = "", env: NodeJS.ProcessEnv = {}): Promise<TerminalProcess> => {
  terminal = new TerminalProcess(`sql ${words}`, { folder, env })
  await terminal.sees(first)
  return terminal
}
const historyFile = () => join(folder, ".local/state/logmill/sql_history")

describe.runIf(process.platform === "linux" && existsSync("/usr/bin/script"))(
  "the prompt",
  { timeout: 120_000 },
  () => {
    it("runs statements of several lines, and says how many rows there are", async () => {
      const prompt = await open()
      await prompt.types("SELECT 7 AS", enter)
      await prompt.sees("..> ")
      await prompt.types("-- a comment with a ; in it", enter)
      await prompt.sees("..> ")
      await prompt.types("seven, ';' AS b;", enter)
      assert.match(await prompt.sees("1 row in "), /seven {2}b.*\r\n {4}7 {2};\r\n/s)
      await prompt.sees(first)
      await prompt.types("SELECT path FROM entries ORDER BY 1; SELECT 2 AS two;", enter)
      assert.match(await prompt.sees("2 rows in "), /\/\r\n\/a\r\n/)
      await prompt.sees("1 row in ")
      // While an answer is shown, the terminal is nobody's: it keeps Ctrl-D to itself.
      await prompt.sees(first)
      await prompt.types(end)
      assert.strictEqual(await prompt.ends(), 0)
    })

    it("says under which filter its statements run", async () => {
      terminal = new TerminalProcess("sql --path '/a*' --param n=1", { folder, env: {} })
      assert.match(await terminal.sees(first), /2026-11-10 \(UTC\), asked with --path '\/a\*' --param n=1; \.help/)
      await terminal.types("SELECT count(*) + :n AS two FROM entries;", enter)
      assert.match(await terminal.sees("1 row in "), /\r\n +2 *\r\n/)
      await terminal.sees(first)
      await terminal.types(end)
      assert.strictEqual(await terminal.ends(), 0)
    })

    it("completes with Tab", async () => {
      const prompt = await open()
      await prompt.types("sel", tab)
      await prompt.sees("select")
      await prompt.types(" status, referr", tab)
      await prompt.sees("referrer")
      await prompt.types(tab)
      await prompt.sees("referrer_site")
      await prompt.types(" FROM entr", tab)
      await prompt.sees("entries")
      await prompt.types(" e WHERE e.meth", tab)
      await prompt.sees("e.method")
      await prompt.types(" = 'GET' AND path LIKE '/", tab, "a';", enter)
      assert.match(await prompt.sees("1 row in "), /status.*404/s)
      await prompt.sees(first)
      await prompt.types(".sch", tab)
      await prompt.sees(".schema")
      await prompt.types(" vis", tab)
      await prompt.sees("visits")
      await prompt.types(enter)
      assert.match(await prompt.sees("prev_day"), /client_id\r\n/)
      await prompt.types(".mode js", tab)
      await prompt.sees(".mode json")
      await prompt.types(enter)
      await prompt.sees(first)
      await prompt.types("SELECT bu", tab)
      await prompt.sees("bucket(")
      await prompt.types("time, 'day') AS d FROM entries LIMIT 1;", enter)
      await prompt.sees(`{"d":"2026-11-10T00:00:00+00:00"}`)
    })

    it("remembers statements, in a file that is the user's alone", async () => {
      const prompt = await open()
      await prompt.types("SELECT 1", enter, "  AS one; -- what it is", enter)
      await prompt.sees("1 row in ")
      await prompt.sees(first)
      await prompt.types(".mode csv", enter)
      await prompt.sees(first)
      await prompt.types(up, up, enter)
      await prompt.sees("one\r\n1\r\n")
      await prompt.sees(first)
      await prompt.types(".quit", enter)
      assert.strictEqual(await prompt.ends(), 0)
      assert.strictEqual(readFileSync(historyFile(), "utf8"), "SELECT 1 AS one;\n.mode csv\nSELECT 1 AS one;\n.quit\n")
      assert.strictEqual(statSync(historyFile()).mode & 0o777, 0o600)
      assert.strictEqual(statSync(join(historyFile(), "..")).mode & 0o777, 0o700)
      const again = await open()
      await again.types(up, up, enter)
      await again.sees("1 row in ")
    })

    it("clears what is typed, or stops what runs, with Ctrl-C", async () => {
      const prompt = await open()
      await prompt.types("SELECT nonsense", enter, "more of it", interrupt)
      await prompt.sees("^C")
      await prompt.sees(first)
      await prompt.types(endless, enter)
      await prompt.sees("\r\n")
      await new Promise((resolve) => setTimeout(resolve, 700))
      await prompt.types(interrupt)
      await prompt.sees("stopped")
      await prompt.sees(first)
      // Once more, as a signal is gone after the first in other commands.
      await prompt.types(endless, enter)
      await prompt.sees("\r\n")
      await new Promise((resolve) => setTimeout(resolve, 700))
      await prompt.types(interrupt)
      await prompt.sees("stopped")
      await prompt.sees(first)
      await prompt.types("SELECT 3 AS three;", enter)
      assert.match(await prompt.sees("1 row in "), /three.*3/s)
      await prompt.types("exit", enter)
      assert.strictEqual(await prompt.ends(), 0)
    })

    it("goes on after mistakes and at the time limit", async () => {
      const prompt = await open("--timeout 500ms")
      await prompt.types("SELECT pth FROM entries;", enter)
      await prompt.sees("       ^\r\nline 1, column 8: there is no column pth in entries; did you mean path?")
      await prompt.types("DELETE FROM entries;", enter)
      await prompt.sees(`"DELETE" can't begin a statement here`)
      await prompt.types(endless, enter)
      await prompt.sees(
        "the statement was stopped after 500ms, its time limit; ask for less, or give it longer: .timeout 5m"
      )
      await prompt.types("SELECT :n AS n;", enter)
      await prompt.sees("the parameter :n has no value; give one with .param n=VALUE")
      await prompt.types(".param n=5", enter, ".timeout nothing", enter)
      await prompt.sees(".timeout must be a duration")
      await prompt.types("SELECT :n AS n;", enter)
      await prompt.sees("1 row in ")
      await prompt.types(".tables", enter)
      await prompt.sees("there is no command .tables; did you mean .views?")
      await prompt.types(".explain on", enter, "SELECT path FROM entries;", enter)
      assert.include(await prompt.sees("SCAN entry"), "SELECT path FROM entries")
      await prompt.types("SELECT 'open", enter, "';", enter)
      await prompt.sees("plan")
      await prompt.types(".help", enter)
      await prompt.sees(".timeout 30s")
    })

    it("runs what was pasted, statement by statement", async () => {
      const prompt = await open("", { NO_COLOR: "1" })
      await prompt.types("SELECT 1 AS a;\nSELECT 2\nAS b;\nSELECT 3 AS c")
      assert.match(await prompt.sees("1 row in "), /\na\r\n1\r\n/)
      assert.match(await prompt.sees("1 row in "), /\nb\r\n2\r\n/)
      await prompt.sees(first)
      await prompt.types(";", enter)
      assert.match(await prompt.sees("1 row in "), /\nc\r\n3\r\n/)
    })

    it("shows nothing that a log says to a terminal", async () => {
      const prompt = await open("", { NO_COLOR: "1" })
      for (const mode of ["table", "csv", "tsv", "ndjson", "json", "md"]) {
        await prompt.types(`.mode ${mode}`, enter)
        await prompt.sees(first)
        await prompt.types("SELECT agent FROM entries;", enter)
        const shown = await prompt.sees("2 rows in ")
        assert.include(shown, "owned", mode)
        assert.notInclude(shown, "\u001b]", mode)
        assert.notInclude(shown, "\u0007", mode)
        await prompt.sees(first)
      }
    })

    it("does without a folder for its history", async () => {
      const prompt = await open("", { XDG_STATE_HOME: "/dev/null" })
      await prompt.types("SELECT 1 AS one;", enter)
      await prompt.sees("1 row in ")
      // While an answer is shown, the terminal is nobody's: it keeps Ctrl-D to itself.
      await prompt.sees(first)
      await prompt.types(end)
      assert.strictEqual(await prompt.ends(), 0)
    })
  }
)
