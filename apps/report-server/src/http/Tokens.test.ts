import { assert, describe, it } from "@effect/vitest"

import { makeTokens } from "./Tokens.ts"

describe("tokens", () => {
  it("one of an address is exchanged once", () => {
    const tokens = makeTokens()
    const token = tokens.invite()
    const session = tokens.exchange(token)!
    assert.isTrue(tokens.isSession(session))
    assert.isNull(tokens.exchange(token))
    assert.isTrue(tokens.isSession(session))
  })

  it("are 256 random bits, of another kind each", () => {
    const tokens = makeTokens()
    const invited = tokens.invite()
    assert.match(invited, /^[\w-]{43}$/)
    assert.match(tokens.access, /^[\w-]{43}$/)
    const session = tokens.exchange(invited)!
    assert.strictEqual(new Set([invited, session, tokens.access]).size, 3)
    assert.isNull(tokens.exchange(tokens.access))
    assert.isNull(tokens.exchange(session))
    assert.isFalse(tokens.isSession(invited))
    assert.isFalse(tokens.isSession(tokens.access))
    assert.isFalse(tokens.isAccess(session))
    assert.isTrue(tokens.isAccess(tokens.access))
  })

  it("those of one server are nothing to another", () => {
    const [one, other] = [makeTokens(), makeTokens()]
    assert.isNull(other.exchange(one.invite()))
    assert.isFalse(other.isSession(one.exchange(one.invite())!))
  })

  it("the oldest of more than a hundred sessions ends", () => {
    const tokens = makeTokens()
    const sessions = Array.from({ length: 101 }, () => tokens.exchange(tokens.invite())!)
    assert.deepStrictEqual(sessions.map(tokens.isSession), [false, ...Array.from({ length: 100 }, () => true)])
  })
})
