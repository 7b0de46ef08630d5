/** Code that would end the process, spoil its data, or never come back, in processes of their own. */
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

import { afterAll, assert, describe, it } from "@effect/vitest"

const folder = realpathSync(mkdtempSync(join(tmpdir(), "logmill-guard-")))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const moduleOf = (file: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, file)).href)

/** Runs code that may `load` a module and `ask` it about an agent; both answer with why that failed, or what was answered. */
const run = (code: string, patience = 10_000, memory = 2 ** 40) => {
  const script = `const { Guard } = await import(${moduleOf("Guard.ts")})
    const { loadEnricher } = await import(${moduleOf("loadEnricher.ts")})
    const { Enrichers } = await import(${moduleOf("Enrichers.ts")})
    const guard = new Guard({ status: 5, patience: ${patience}, memory: ${memory} })
    const load = (file) => loadEnricher({ name: "shop", file: "${folder}/" + file, remedy: "Mend it" }, guard)
    const ask = async (file) => {
      const enrichers = new Enrichers([await load(file)])
      const { bot } = enrichers.refiner("agent")("curl/8", { bot: null })
      return enrichers.failures[0]?.reason ?? bot
    }
    ${code}`
  const { signal, status, stderr, stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
    timeout: 50_000,
    killSignal: "SIGABRT"
  })
  return { signal, status, out: stdout, err: stderr.replaceAll(folder, "") }
}

const write = (file: string, text: string): void => writeFileSync(join(folder, file), text)

it("what would end the process is a fault, as is asking for it under another name, and all is put back", () => {
  const calls = ["process.exit(0)", "process.abort()", "process.kill(process.pid)", "process.reallyExit(1)"]
  const named = ["exit(2)", "kill(process.pid, 'SIGKILL')"]
  const all = [...calls, ...named]
  for (const [index, call] of all.entries()) {
    write(`load${index}.mjs`, `import { exit, kill } from "node:process"\n${call}\nexport const agent = () => null`)
    write(`ask${index}.mjs`, `import { exit, kill } from "node:process"\n\nexport const agent = () => ${call}`)
  }
  const { err, out, status } = run(`const before = { ...process }
    const told = []
    for (let index = 0; index < ${all.length}; index++) told.push(await load("load" + index + ".mjs"), await ask("ask" + index + ".mjs"))
    const isAsBefore = ["exit", "abort", "reallyExit", "_kill"].every((name) => process[name] === before[name])
    console.log(JSON.stringify([...told, isAsBefore, process.kill(process.pid, 0)]))
    await guard.close()
    process.exit(3)`)
  assert.deepStrictEqual([status, err], [3, ""])
  const said = [
    "process.exit(0)",
    "process.abort()",
    "process.kill(process.pid)",
    "process.exit(1)",
    "process.exit(2)",
    "process.kill(process.pid)"
  ]
  assert.deepStrictEqual(JSON.parse(out), [
    ...said.flatMap((call) => [
      `can't be loaded: it called ${call}, but a plugin must not end logmill (line 2)`,
      `it called ${call}, but a plugin must not end logmill (line 3)`
    ]),
    true,
    true
  ])
})

it("what would replace what all others use, while it is asked, is a fault of its own", () => {
  const tried = ["Array.prototype.push = () => 0", "JSON.stringify = () => '{}'", "Buffer.from = null"]
  for (const [index, one] of tried.entries()) write(`later${index}.mjs`, `export const agent = () => {\n  ${one}\n}`)
  write(
    "error.mjs",
    "export const agent = () => {\n  const one = new Error('x')\n  one.toString = () => 'mine'\n  throw one\n}"
  )
  const { out, status } = run(`const told = []
    for (let index = 0; index < ${tried.length}; index++) told.push(await ask("later" + index + ".mjs"))
    console.log(JSON.stringify([...told, await ask("error.mjs"), [1].push(2), Buffer.from("a").length]))`)
  assert.strictEqual(status, 0)
  const said = JSON.parse(out) as ReadonlyArray<unknown>
  for (const one of said.slice(0, tried.length))
    assert.match(String(one), /^TypeError: Cannot assign to read only property '.*\(line 2\)$/)
  assert.deepStrictEqual(said.slice(tried.length + 1), [2, 1])
})

it("what it prints goes to stderr, what others print meanwhile does not, and they may end the process", () => {
  write(
    "prints.mjs",
    `process.stdout.write("loading ")
await new Promise((resolve) => setTimeout(resolve, 30))
console.log("loaded")
export const agent = () => console.log("asked")`
  )
  const { err, out, status } = run(`setTimeout(() => console.log("ours"), 10)
    await ask("prints.mjs")
    console.log("data")
    setTimeout(() => process.exit(4), 10)
    await load("never.mjs")`)
  assert.deepStrictEqual([status, out, err], [4, "ours\ndata\n", "loading loaded\nasked\n"])
})
write("never.mjs", "await new Promise(() => {})\nexport const agent = () => null")

describe("code that takes all memory", () => {
  const ended = (err: string): string => err.replace(/to [\d.]+ GiB/, "to n GiB")

  it("ends the process, and is named, before memory is at its end", () => {
    write(
      "hoards.mjs",
      "const all = []\nexport const agent = () => {\n  for (;;) all.push(`${all.length}`.repeat(2))\n}"
    )
    const { err, out, status } = run(`await ask("hoards.mjs")`, 10_000, 2 ** 29)
    assert.deepStrictEqual([status, out], [5, ""])
    assert.strictEqual(
      ended(err),
      "logmill: the enricher of the plugin shop (/hoards.mjs, line 3) has taken logmill to n GiB of memory, so logmill was ended; what it had stored is whole. Mend it\n"
    )
  })

  it("does so when no one call takes long", () => {
    write("leaks.mjs", "const all = []\nexport const agent = () => {\n  all.push(Buffer.alloc(1e6, 1))\n}")
    const { err, status } = run(
      `const refine = new Enrichers([await load("leaks.mjs")]).refiner("agent")
      for (let one = 0; one < 1e5; one++) refine("curl/" + one, { bot: null })`,
      10_000,
      2 ** 29
    )
    assert.strictEqual(status, 5)
    assert.match(err, /leaks\.mjs.* has taken logmill to [\d.]+ GiB of memory, so logmill was ended/)
  })
})

describe("code that does not come back", () => {
  const ended = (seconds: number): string =>
    `for ${seconds} s, so logmill was ended; what it had stored is whole. Mend it\n`

  it("ends the process when it is loaded, and is named", () => {
    write("loops.mjs", "export const agent = () => null\n\nfor (;;) {}")
    const { err, out, status } = run(`await load("loops.mjs")`, 400)
    assert.deepStrictEqual([status, out], [5, ""])
    assert.strictEqual(
      err,
      `logmill: the enricher of the plugin shop (/loops.mjs, line 3) has not come back ${ended(0.4)}`
    )
  })

  it("ends it when it is asked, with the value", () => {
    write("turns.mjs", "const turn = () => {\n  for (;;) {}\n}\nexport const agent = () => turn()")
    const { err, status } = run(`process.on("SIGTERM", () => {}); await ask("turns.mjs")`, 400)
    assert.strictEqual(status, 5)
    assert.strictEqual(
      err,
      `logmill: the enricher of the plugin shop (/turns.mjs, line 2) has not come back from the agent "curl/8" ${ended(0.4)}`
    )
  })

  it("is killed inside of what can't be stopped", () => {
    execFileSync("mkfifo", [join(folder, "pipe")])
    write(
      "waits.mjs",
      `import { openSync, readSync } from "node:fs"
export const agent = () => readSync(openSync("${folder}/pipe", "r+"), Buffer.alloc(1))`
    )
    const { err, signal } = run(`await ask("waits.mjs")`, 300)
    assert.deepStrictEqual(
      [signal, err],
      ["SIGKILL", `logmill: the enricher of the plugin shop (/waits.mjs) has not come back ${ended(0.3)}`]
    )
  })

  it("lets signals end the process meanwhile; after a call that was only slow they are heard again", () => {
    write(
      "slow.mjs",
      `export const agent = () => {
  const end = Date.now() + 9000
  while (process.listenerCount("SIGTERM") > 0 && Date.now() < end) {}
  return { bot: String(process.listenerCount("SIGTERM")) }
}`
    )
    const { out, status } = run(`process.on("SIGTERM", () => {})
      const during = await ask("slow.mjs")
      await new Promise((resolve) => setImmediate(resolve))
      console.log(during, process.listenerCount("SIGTERM"))`)
    assert.deepStrictEqual([status, out], [0, "0 1\n"])
  })
})
