import { assert, describe, it } from "@effect/vitest"

import { readState, writeState } from "../state/url.ts"
import { opened, searchOf } from "./views.ts"

const search =
  "from=-7d&path=/a%20b*&class=human,unknown&compare=year&metric=bytes&show=hours&twin=paths&param=paths.visitors%3Dtrue"

describe("a kept view", () => {
  it("is the report as it looks, without what is open over it", () => {
    const state = readState(`${search}&view=sql&expand=paths&sort=-hits&find=x&hide=bytes&sql=SELECT+1`)
    assert.strictEqual(searchOf(state), writeState(readState(search)))
    assert.strictEqual(searchOf(readState("view=sql&expand=paths")), "")
  })

  it("has only letters that an address has", () => {
    assert.match(searchOf(readState("path=/日本 ü\"'<b>&agent=a\nb")), /^[!$-~]*$/)
  })

  it("takes the place of all that is shown, but for the statement in the address", () => {
    const next = opened(readState("status=404&view=entries&sql=SELECT+1&expand=paths"), search)
    assert.strictEqual(writeState(next), `${writeState(readState(search))}&sql=SELECT+1`)
  })
})
