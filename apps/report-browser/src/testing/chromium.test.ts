import { assert, describe, it } from "vitest"

import { findChromium, type Machine } from "./chromium.ts"

const machine = (programs: ReadonlyArray<string>, more: Partial<Machine> = {}): Machine => ({
  env: { PATH: "/usr/local/bin:/usr/bin" },
  isRoot: true,
  isExecutable: (path) => programs.includes(path),
  install: () => assert.fail("nothing is to be installed"),
  ...more
})

describe("the browser of the tests", () => {
  it("is the one that is chosen, else the first of the PATH", () => {
    const both = ["/opt/chromium", "/usr/bin/chromium", "/usr/local/bin/google-chrome"]
    assert.strictEqual(findChromium(machine(both)), "/usr/local/bin/google-chrome")
    assert.strictEqual(findChromium(machine(both, { env: { CHROMIUM: "/opt/chromium" } })), "/opt/chromium")
  })

  it("is not another one when the chosen one is missing", () => {
    const wrong = machine(["/usr/bin/chromium"], { env: { CHROMIUM: "/opt/chromium", PATH: "/usr/bin" } })
    assert.throws(() => findChromium(wrong), "CHROMIUM=/opt/chromium is no program")
  })

  it("is installed where that can be done", () => {
    const programs = ["/usr/bin/apt-get"]
    const debian = machine(programs, { install: () => programs.push("/usr/bin/chromium") > 0 })
    assert.strictEqual(findChromium(debian), "/usr/bin/chromium")
  })

  it("or the tests fail and say what to install", () => {
    assert.throws(() => findChromium(machine(["/usr/bin/apt-get"], { isRoot: false })), "apt-get install chromium")
    assert.throws(() => findChromium(machine([])), "CHROMIUM=/path/to/chromium")
    assert.throws(() => findChromium(machine(["/usr/bin/apt-get"], { install: () => false })), "apt-get could not")
  })
})
