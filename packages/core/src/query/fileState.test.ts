import { assert, it } from "@effect/vitest"

import { readRefusal, unreadableText } from "./fileState.ts"

it("a file that may not be read is said with whose it is, and what to do", () => {
  const state = { mode: 0o100600n, uid: 1000n }
  assert.strictEqual(
    unreadableText("a.db", "EACCES", state, 65534),
    "a.db can't be read (EACCES): it belongs to user 1000, and you are user 65534, its mode is 600; run logmill as that user, or have them type: chmod a+r a.db"
  )
  assert.strictEqual(
    unreadableText("a.db", "EACCES", { mode: 0o100000n, uid: 1000n }, 1000),
    "a.db can't be read (EACCES): it is yours, its mode is 000; type: chmod a+r a.db"
  )
  assert.strictEqual(unreadableText("a.db", "EACCES", state, undefined), "a.db can't be read (EACCES)")
  assert.isNull(readRefusal(import.meta.filename))
  assert.strictEqual(readRefusal(`${import.meta.filename}.none`), "ENOENT")
})
