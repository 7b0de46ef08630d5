import { expect, it } from "vitest"

import { wrongSamples } from "./samples.ts"

it("a sample that lists other fields than its line has is told what is missing where", () => {
  const line = "2026-11-10T13:55:36Z 192.0.2.1 /a"
  const fields = { client: "192.0.2.2", path: "/a", user: "ann" }
  const definition = { name: "mine", title: "", pattern: "{time:iso} {client} {uri}", samples: [{ line, fields }] }
  expect(wrongSamples(definition)).toEqual([
    'sample 1: client is "192.0.2.1", not "192.0.2.2"',
    'sample 1: user is not in the line, not "ann"',
    'sample 1: its fields do not list time, which the line has: "time": "2026-11-10T13:55:36.000Z"'
  ])
})
