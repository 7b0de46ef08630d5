import { assert, describe, it } from "@effect/vitest"

import { shortAgent } from "./agent.ts"

describe("a user agent in a narrow place", () => {
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)"
  it.each([
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/130.0.0.0 Safari/537.36`,
      "(X11; Linux x86_64) Chrome/130.0.0.0"
    ],
    [`Mozilla/5.0 (X11) ${webkit} Chrome/130.0.0.0 Safari/537.36 Edg/130.0`, "(X11) Chrome/130.0.0.0 Edg/130.0"],
    ["Mozilla/5.0 (X11; rv:131.0) Gecko/20100101 Firefox/131.0", "(X11; rv:131.0) Firefox/131.0"],
    ["Mozilla/5.0 (Macintosh) Version/17.0 Safari/605.1.15", "(Macintosh) Version/17.0 Safari/605.1.15"],
    ["Mozilla/5.0 ", "Mozilla/5.0 "],
    ["curl/8.9.1", "curl/8.9.1"]
  ])("%s is %s", (agent, short) => assert.strictEqual(shortAgent(agent), short))
})
