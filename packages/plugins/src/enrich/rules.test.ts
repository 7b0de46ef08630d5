import { assert, describe, it } from "@effect/vitest"

import { makeAgentDetails } from "./agentDetails.ts"
import { joinRules, readRules, RulesError } from "./rules.ts"
import { makeTemplates, routeMatcher } from "./templates.ts"

describe("readRules refuses with the place and the remedy", () => {
  const cases: ReadonlyArray<readonly [text: string, sentence: string]> = [
    ["[[agent]\n", "rules.toml:1: "],
    ["\n[[path]]\ntemplate = /a", "rules.toml:3: "],
    [
      "[[agents]]\nmatch = 'x'",
      `rules.toml: there is no rule for "agents"; there are [[agent]], [[path]] and [[referrer]]`
    ],
    ["[agent]\nmatch = 'x'", "rules.toml: agent is no list of tables; write [[agent]]"],
    ["path = ['/a']", "rules.toml: path is no list of tables; write [[path]]"],
    [
      "[[agent]]\nmatch = 'x'\nclass = 'robot'",
      "rules.toml: [[agent]] number 1 needs a class, one of human, search, ai-crawler, monitor, feed, scanner, library, other-bot, unknown"
    ],
    [
      "[[agent]]\nclass = 'monitor'",
      `rules.toml: [[agent]] number 1 has no match; write the agent, such as match = "OurProbe/*"`
    ],
    [
      "[[agent]]\nmatch = 'x'\nclass = 'human'\nbot = 'x'",
      "rules.toml: [[agent]] number 1 names a bot, but its class is human"
    ],
    [
      "[[agent]]\nmatch = 'x'\nclass = 'feed'\nname = 'x'",
      `rules.toml: [[agent]] number 1 has a field "name"; [[agent]] has match, class, bot`
    ],
    [
      "[[agent]]\nmatch = 'x'\nclass = 'feed'\n[[agent]]\nmatch = '~('\nclass = 'feed'",
      `rules.toml: [[agent]] number 2 cannot be read: the pattern "~(" is no regular expression: Unterminated group; a ( is not closed: write \\( for the character itself`
    ],
    [
      "[[path]]\nmatch = '~(?=a)'",
      'rules.toml: [[path]] number 1 cannot be read: the pattern "~(?=a)" looks around ("(?="), which can\'t be matched in linear time; use two patterns, one with !'
    ],
    [
      "[[path]]\nmatch = [1]",
      "rules.toml: [[path]] number 1 has a match that is neither a pattern nor a list of patterns"
    ],
    ["[[path]]\nmatch = []", "rules.toml: [[path]] number 1 has an empty list in match"],
    [
      "[[path]]",
      `rules.toml: [[path]] number 1 is empty; write a template, such as template = "/shop/:product/reviews"`
    ],
    [
      "[[path]]\ntemplate = 'shop/:id'",
      `rules.toml: [[path]] number 1 has a template that begins with no slash: "shop/:id"`
    ],
    [
      "[[path]]\ntemplate = '/:a-:b'",
      `rules.toml: [[path]] number 1 has two names in one part of "/:a-:b"; give it a match, too`
    ],
    [
      "[[path]]\ntemplate = '/*/a'",
      `rules.toml: [[path]] number 1 has a * in "/*/a" that is not all of its last part; give it a match, too`
    ],
    ["[[path]]\ntemplate = 7", "rules.toml: [[path]] number 1 has a template that is no text"],
    [
      "[[referrer]]\nmatch = 'x'\nclass = 'Our Own'",
      `rules.toml: [[referrer]] number 1 has the class "Our Own"; a class is made of small letters, digits and hyphens`
    ],
    [
      "[[referrer]]\nclass = 'own'",
      `rules.toml: [[referrer]] number 1 has no match; write the site, such as match = "*.example.com"`
    ]
  ]
  it.each(cases)("%j", (text, sentence) => {
    try {
      readRules(text, "rules.toml")
      assert.fail("accepted")
    } catch (error) {
      assert.instanceOf(error, RulesError)
      if (sentence.endsWith(" ")) assert.include(error.message, sentence)
      else assert.strictEqual(error.message, sentence)
    }
  })
})

describe("readRules", () => {
  it("reads rules in their order, and joins those of several files", () => {
    const one = readRules(
      `[[agent]]
       match = ["OurProbe/*", "~^Check"]
       class = "monitor"
       bot = "Our probe"
       [[path]]
       template = "/shop/:product/reviews"
       [[path]]
       match = "/v1/*"
       [[referrer]]
       match = "*.example.com"
       class = "own"`,
      "one"
    )
    assert.deepStrictEqual(one, {
      agents: [{ match: ["OurProbe/*", "~^Check"], agentClass: "monitor", bot: "Our probe" }],
      paths: [
        { match: null, template: "/shop/:product/reviews" },
        { match: ["/v1/*"], template: null }
      ],
      referrers: [{ match: ["*.example.com"], referrerClass: "own" }]
    })
    const two = readRules("[[path]]\nmatch = '/a'\ntemplate = 'a page'", "two")
    assert.deepStrictEqual(joinRules([two, one]).paths.slice(0, 1), [{ match: ["/a"], template: "a page" }])
    assert.deepStrictEqual(readRules("", "empty"), { agents: [], paths: [], referrers: [] })
  })
})

describe("rules for paths", () => {
  const templateOf = (rules: string, path: string): string => {
    const bytes = Buffer.from(`x${path}x`)
    return makeTemplates(readRules(rules, "rules").paths)(bytes, 1, bytes.length - 1) ?? path
  }
  const rules = `
    [[path]]
    template = "/shop/:product/reviews"
    [[path]]
    template = "/img/:name.png"
    [[path]]
    template = "/files/*"
    [[path]]
    template = "/2026"
    [[path]]
    match = ["~^/u/[^/]+$", "/people/*"]
    template = "/u/:name"
    [[path]]
    match = "/v/1*"
    [[path]]
    template = "/v/:video"`
  const cases: ReadonlyArray<readonly [path: string, template: string]> = [
    ["/shop/hammer/reviews", "/shop/:product/reviews"],
    ["/shop/12/reviews", "/shop/:product/reviews"],
    ["/shop//reviews", "/shop//reviews"],
    ["/shop/a/b/reviews", "/shop/a/b/reviews"],
    ["/shop/12/reviews/", "/shop/:id/reviews/"],
    ["/img/a.b.png", "/img/:name.png"],
    ["/img/.png", "/img/.png"],
    ["/files/", "/files/*"],
    ["/files/a/1/2", "/files/*"],
    ["/files", "/files"],
    ["/2026", "/2026"],
    ["/2027", "/:id"],
    ["/u/ada", "/u/:name"],
    ["/people/ada/1", "/u/:name"],
    ["/v/17", "/v/17"],
    ["/v/27", "/v/:video"],
    ["/other/27", "/other/:id"]
  ]
  it.each(cases)("%s: %s", (path, template) => {
    assert.strictEqual(templateOf(rules, path), template)
  })

  it("that match everything turn off what is told by looks", () => {
    assert.strictEqual(templateOf(`[[path]]\ntemplate = "/a/:b"\n[[path]]\nmatch = "*"`, "/user/17"), "/user/17")
  })

  it("take signs of regular expressions for themselves", () => {
    const matches = routeMatcher("/a.b+(c)/:d|e")
    assert.isTrue(matches("/a.b+(c)/x|e"))
    assert.isFalse(matches("/aXb+(c)/x|e"))
    assert.isFalse(matches("/a.b+(c)/x"))
  })
})

describe("rules for agents", () => {
  const details = makeAgentDetails(
    readRules(
      `[[agent]]
       match = "OurProbe/*"
       class = "monitor"
       bot = "Our probe"
       [[agent]]
       match = "curl/*"
       class = "human"
       [[agent]]
       match = "*OurApp*"
       class = "unknown"`,
      "rules"
    ).agents
  )

  it("come before what is known of robots and browsers", () => {
    const chrome =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
    assert.deepInclude(details("OurProbe/2"), { agentClass: "monitor", bot: "Our probe", device: null })
    assert.deepInclude(details("curl/8"), { agentClass: "human", bot: null, browser: null })
    assert.deepInclude(details("GPTBot/1.2"), { agentClass: "ai-crawler", bot: "GPTBot" })
    assert.deepInclude(details(`${chrome} OurApp/1`), { agentClass: "unknown", browser: "Chrome", os: "Linux" })
    assert.deepInclude(details(chrome), { agentClass: "human", browser: "Chrome", browserVersion: "156" })
  })
})
