/** That the tests of this folder can fail: each thing they are held to, done on purpose. */
import { assert, describe, vi } from "vitest"

import { browserTest as it } from "./browserTest.ts"

/** The browser tells what happened after it did. */
const patience = { timeout: 30_000 }

describe("a test in the browser fails", () => {
  it("when the console complains, and when a script is not caught", async ({ faults, newPage }) => {
    const page = await newPage()
    await page.evaluate("console.error('oh'); setTimeout(() => { throw new Error('no') })")
    await vi.waitFor(() => assert.deepStrictEqual(faults.all, ["console: oh", "uncaught: Error: no"]), patience)
    faults.allow(/./)
  })

  it("when a dialog opens", async ({ faults, newPage }) => {
    const page = await newPage()
    await page.evaluate("alert('hello')")
    assert.deepStrictEqual(faults.all, ["dialog: hello"])
    faults.allow(/./)
  })

  it("when log text runs, another host is asked, or the policy is broken", async ({ faults, open }) => {
    const page = await open()
    await page.evaluate("canary()")
    await page.evaluate("fetch('http://logs.example/').catch(() => {})")
    await page.evaluate("try { document.body.innerHTML = '<b>' } catch {}")
    await vi.waitFor(() => {
      const said = faults.all.join("\n")
      assert.include(said, "log text ran as code")
      assert.include(said, "policy: connect-src http://logs.example/")
      assert.include(said, "policy: require-trusted-types-for")
    }, patience)
    faults.allow(/./)
  })

  it("when another host is asked without a policy in the way", async ({ faults, newPage }) => {
    const page = await newPage()
    await page.evaluate("fetch('http://logs.example/').catch(() => {})")
    await vi.waitFor(() => {
      assert.include(faults.all.join("\n"), "request to another host: http://logs.example/")
      assert.include(faults.all.join("\n"), "ERR_NAME_NOT_RESOLVED")
    }, patience)
    faults.allow(/./)
  })
})
