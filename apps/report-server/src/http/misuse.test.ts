/** What hostile, slow and dead clients send, over sockets as they are. */
import { readFileSync, rmSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { join } from "node:path"

import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { sharedServer } from "../testing/sharedServer.ts"
import { page, speak, testServer } from "../testing/testServer.ts"

const request = (line: string, ...headers: ReadonlyArray<string>): string =>
  [`${line} HTTP/1.1`, "Host: localhost", "Connection: close", ...headers, "", ""].join("\r\n")

const statusIn = (told: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(told)?.[1])

const within = <A>(most: number, promise: Promise<A>): Promise<A> =>
  Promise.race([
    promise,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`not within ${most} ms`)), most).unref())
  ])

const shared = sharedServer()

describe("files of the page", () => {
  it.live("are there as they were when the server began", () =>
    Effect.gen(function* () {
      const { folder, origin } = yield* testServer()
      rmSync(join(folder, "web"), { recursive: true })
      const script = yield* Effect.promise(async () => (await fetch(`${origin}/assets/main-1.js`)).text())
      assert.match(script, /^"use strict"/)
      assert.strictEqual(yield* Effect.promise(async () => (await fetch(origin)).text()), page)
    })
  )

  const outside = [
    "/..",
    "/../secret.json",
    "/assets/../../secret.json",
    "/%2e%2e/secret.json",
    "/..%2fsecret.json",
    "/%2e%2e%2fsecret.json",
    "/..\\secret.json",
    "/..%5csecret.json",
    "/....//secret.json",
    "//etc/passwd",
    "///etc/passwd",
    "/\\etc\\passwd",
    "//localhost/index.html",
    "/%00",
    "/index.html%00.js",
    "/./index.html",
    "/assets/",
    "/assets",
    "/INDEX.HTML",
    "/index.html/",
    "/api",
    "/api/../index.html",
    "/%61pi/overview"
  ]

  it.live("nothing else is served, however it is asked for", () =>
    Effect.gen(function* () {
      const { origin, speak } = yield* shared
      for (const path of outside) {
        const told = yield* Effect.promise(() => speak(request(`GET ${path}`)))
        assert.include([400, 401, 404], statusIn(told), path)
        assert.notInclude(told, page, path)
        assert.notInclude(told, "root:", path)
        assert.notInclude(
          told,
          path.slice(1).length > 3 ? path.slice(1) : "no part of it",
          "what was asked for is not said again"
        )
        assert.notMatch(told, /^location:/im, path)
      }
      assert.strictEqual((yield* Effect.promise(() => fetch(`${origin}/`))).status, 200)
    })
  )

  it.live("are what the folder has, compressed where the client can, and asked for again by ETag", () =>
    Effect.gen(function* () {
      const { folder, origin } = yield* testServer()
      const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
        Effect.promise(() => fetch(origin + path, { headers }))
      const text = (response: Response) => Effect.promise(() => response.text())
      const index = yield* get("/")
      assert.strictEqual(yield* text(index), page)
      assert.strictEqual(index.headers.get("content-type"), "text/html; charset=utf-8")
      assert.strictEqual(index.headers.get("cache-control"), "no-cache")
      const etag = index.headers.get("etag")!
      assert.strictEqual((yield* get("/index.html", { "if-none-match": etag })).status, 304)
      const script = yield* get("/assets/main-1.js")
      assert.strictEqual(script.headers.get("content-encoding"), "gzip")
      assert.strictEqual(yield* text(script), readFileSync(join(folder, "web/assets/main-1.js"), "utf8"))
      assert.include(script.headers.get("cache-control")!, "immutable")
      const plain = yield* get("/assets/main-1.js", { "accept-encoding": "identity" })
      assert.isNull(plain.headers.get("content-encoding"))
      const head = yield* Effect.promise(() => fetch(`${origin}/`, { method: "HEAD" }))
      assert.deepStrictEqual([head.headers.get("content-length"), yield* text(head)], [String(page.length), ""])
    })
  )

  it.live("every answer keeps browsers from what they need not do", () =>
    Effect.gen(function* () {
      const { ask, origin } = yield* shared
      const answers = yield* Effect.promise(() =>
        Promise.all([
          fetch(`${origin}/`),
          fetch(`${origin}/nothing`),
          fetch(`${origin}/api/overview`),
          ask("/api/overview"),
          ask("/api/nothing"),
          ask("/api/analyses/paths?from=never")
        ])
      )
      assert.deepStrictEqual(
        answers.map(({ status }) => status),
        [200, 404, 401, 200, 404, 400]
      )
      assert.deepStrictEqual(
        answers.map(({ headers }) => headers.get("cache-control")),
        ["no-cache", ...answers.slice(1).map(() => "no-store")]
      )
      for (const { headers } of answers) {
        const policy = headers.get("content-security-policy")!
        for (const rule of ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'"]) {
          assert.include(policy, rule)
        }
        assert.notMatch(policy, /unsafe|\*|http/)
        assert.strictEqual(headers.get("x-content-type-options"), "nosniff")
        assert.strictEqual(headers.get("cross-origin-opener-policy"), "same-origin")
        assert.strictEqual(headers.get("cross-origin-resource-policy"), "same-origin")
        assert.strictEqual(headers.get("referrer-policy"), "no-referrer")
        assert.isNull(headers.get("access-control-allow-origin"))
      }
    })
  )
})

describe("the token of the opened address", () => {
  const exchange = (origin: string, body: string, headers: Readonly<Record<string, string>> = {}) =>
    Effect.promise(() =>
      fetch(`${origin}/api/session`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...headers }
      })
    )

  it.live("is exchanged for a cookie, once", () =>
    Effect.gen(function* () {
      const { invite, origin, port } = yield* shared
      const address = new URL(invite())
      assert.deepStrictEqual([address.origin, address.pathname, address.search], [origin, "/", ""])
      const token = address.hash.replace("#token=", "")
      const answer = yield* exchange(origin, JSON.stringify({ token }))
      const cookie = answer.headers.get("set-cookie")!
      const form = `^logmill-${port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/; Max-Age=604800$`
      assert.match(cookie, new RegExp(form))
      const asked = yield* Effect.promise(() =>
        fetch(`${origin}/api/overview`, { headers: { cookie: cookie.split(";")[0]! } })
      )
      // Its week begins anew.
      assert.deepStrictEqual([asked.status, asked.headers.get("set-cookie")], [200, cookie])
      const again = yield* exchange(origin, JSON.stringify({ token }))
      assert.deepStrictEqual([again.status, again.headers.get("set-cookie")], [401, null])
      assert.match(((yield* Effect.promise(() => again.json())) as { message: string }).message, /logmill serve/)
    })
  )

  it.live("has others made by who was let in", () =>
    Effect.gen(function* () {
      const { ask, origin } = yield* shared
      const made = yield* Effect.promise(() =>
        ask("/api/invitations", { method: "POST", body: "{}", headers: { "content-type": "application/json" } })
      )
      const { address, elsewhere, is_local } = (yield* Effect.promise(() => made.json())) as Record<string, unknown>
      assert.deepStrictEqual([made.status, elsewhere, is_local], [200, [], true])
      const token = new URL(String(address)).hash.replace("#token=", "")
      assert.strictEqual(address, `${origin}/#token=${token}`)
      assert.strictEqual((yield* exchange(origin, JSON.stringify({ token }))).status, 200)
      const stranger = yield* Effect.promise(() =>
        fetch(`${origin}/api/invitations`, {
          method: "POST",
          body: "{}",
          headers: { "content-type": "application/json" }
        })
      )
      assert.strictEqual(stranger.status, 401)
    })
  )

  it.live("nothing else is", () =>
    Effect.gen(function* () {
      const { origin, token } = yield* shared
      const bodies: ReadonlyArray<readonly [body: string, status: number]> = [
        ["", 400],
        ["{", 400],
        ["null", 400],
        ['{"token": 1}', 400],
        ['{"token": ""}', 401],
        [JSON.stringify({ token }), 401],
        [JSON.stringify({ token: "x".repeat(2_000) }), 413]
      ]
      for (const [body, status] of bodies) assert.strictEqual((yield* exchange(origin, body)).status, status, body)
      const foreign = yield* exchange(origin, "{}", { origin: "http://example.com" })
      assert.strictEqual(foreign.status, 403)
      assert.strictEqual((yield* Effect.promise(() => fetch(`${origin}/api/session`))).status, 405)
    })
  )
})

describe("a request that is no good ends its connection and nothing else", () => {
  type Case = readonly [what: string, bytes: string, status: number]
  const cases: ReadonlyArray<Case> = [
    ["no HTTP", "\x16\x03\x01 hello\r\n\r\n", 400],
    ["no host", "GET / HTTP/1.1\r\n\r\n", 400],
    ["another host", "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", 421],
    ["two hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: example.com\r\n\r\n", 400],
    ["a whole address", request("GET http://localhost/api/overview"), 400],
    ["a proxy's method", request("CONNECT example.com:443"), 0],
    ["huge headers", request("GET /", `X: ${"x".repeat(100_000)}`), 431],
    ["a huge address", request(`GET /${"x".repeat(100_000)}`), 431],
    ["many headers", request("GET /", ...Array.from({ length: 20_000 }, (_, n) => `X${n}: y`)), 431],
    [
      "a body that says it is huge",
      request("POST /api/sql", "Content-Type: application/json", "Content-Length: 9999999"),
      413
    ],
    ["two lengths", request("POST /api/session", "Content-Length: 1", "Content-Length: 2"), 400],
    [
      "a length and chunks",
      `${request("POST /api/session", "Content-Length: 5", "Transfer-Encoding: chunked")}0\r\n\r\n`,
      400
    ],
    ["an upgrade", request("GET /api/overview", "Connection: Upgrade", "Upgrade: websocket"), 401]
  ]

  it.live("each of them", () =>
    Effect.gen(function* () {
      const { origin, speak } = yield* shared
      for (const [what, bytes, status] of cases) {
        const told = yield* Effect.promise(() =>
          within(5_000, speak(bytes)).catch((error) => Promise.reject(new Error(`${what}: ${error}`)))
        )
        assert.strictEqual(statusIn(told) || 0, status, what)
      }
      assert.strictEqual((yield* Effect.promise(() => fetch(`${origin}/`))).status, 200)
    })
  )

  it.live("a body that goes on for ever", () =>
    Effect.gen(function* () {
      const { ask, port, token } = yield* testServer()
      const head = request(
        "POST /api/sql",
        `Authorization: Bearer ${token}`,
        "Content-Type: application/json",
        "Transfer-Encoding: chunked"
      )
      const told = yield* Effect.promise(() => within(10_000, pour(port, head, `10000\r\n${" ".repeat(0x10000)}\r\n`)))
      assert.include([400, 413], statusIn(told))
      assert.strictEqual((yield* Effect.promise(() => ask("/api/overview"))).status, 200)
    })
  )
})

/** Sends a head, then a piece again and again until the other side has enough. */
const pour = (port: number, head: string, piece: string): Promise<string> =>
  new Promise((resolve) => {
    let told = ""
    const socket = connect(port, "127.0.0.1", () => socket.write(head))
    const again = () => {
      while (socket.writable && socket.write(piece)) continue
    }
    socket.on("drain", again).once("connect", again)
    socket.setEncoding("latin1").on("data", (text: string) => (told += text))
    socket.on("error", () => undefined)
    socket.on("close", () => resolve(told))
  })

describe("a slow or dead client", () => {
  const limits = { headTime: 300, requestTime: 600, idleTime: 500, stallTime: 300 }

  it.live("two hundred that never finish their request are sent away, and others are answered meanwhile", () =>
    Effect.gen(function* () {
      const { ask, port } = yield* testServer({ limits })
      const slow = Array.from({ length: 200 }, () => speak(port, "GET / HTTP/1.1\r\nHost: localhost\r\nX: "))
      assert.strictEqual((yield* Effect.promise(() => within(5_000, ask("/api/overview")))).status, 200)
      const told = yield* Effect.promise(() => within(10_000, Promise.all(slow)))
      assert.deepStrictEqual(new Set(told.map(statusIn)), new Set([408]))
    })
  )

  it.live("a body that never comes", () =>
    Effect.gen(function* () {
      const { port, token } = yield* testServer({ limits })
      const head = ["Content-Type: application/json", "Content-Length: 100", `Authorization: Bearer ${token}`]
      const told = yield* Effect.promise(() => within(10_000, speak(port, request("POST /api/sql", ...head))))
      assert.strictEqual(statusIn(told), 408)
    })
  )

  it.live("one that hangs up at once, or half, leaves nothing behind", () =>
    Effect.gen(function* () {
      const { ask, port, token } = yield* testServer({ limits })
      const asked = request("GET /api/analyses/paths", `Authorization: Bearer ${token}`)
      yield* Effect.promise(() =>
        Promise.all(
          Array.from({ length: 50 }, (_, n) => hangUp(port, asked, n % 2 === 0 ? "destroySoon" : "resetAndDestroy"))
        )
      )
      assert.strictEqual((yield* Effect.promise(() => within(5_000, ask("/api/analyses/paths")))).status, 200)
      // Who closes its half has gone, as browsers do when a page is left: what it asked is not answered, unless the
      // answer was there already.
      const anew = request("GET /api/analyses/paths?limit=3", `Authorization: Bearer ${token}`)
      assert.strictEqual(yield* Effect.promise(() => within(5_000, endHalf(port, anew))), "")
    })
  )

  it.live("of more than there is room for, strangers leave: those that ask for nothing first, the oldest of them", () =>
    Effect.gen(function* () {
      const { ask, port, token } = yield* testServer({ limits: { connections: 4 } })
      const kept = yield* Effect.promise(() => open(port))
      const told = new Promise<string>((resolve) => kept.once("data", (bytes: Buffer) => resolve(String(bytes))))
      kept.write(`GET /api/state HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\n\r\n`)
      assert.strictEqual(statusIn(yield* Effect.promise(() => within(5_000, told))), 200)
      const strangers = Array.from({ length: 20 }, () => speak(port, "GET / HTTP/1.1\r\nHost: localhost\r\nX: "))
      void speak(port, request("POST /api/session", "Content-Type: application/json", "Content-Length: 9"))
      yield* Effect.promise(() => within(5_000, Promise.all(strangers.slice(0, 16))))
      for (let count = 0; count < 8; count++) {
        const overview = yield* Effect.promise(() =>
          within(5_000, ask("/api/overview", { headers: { connection: "close" } }))
        )
        assert.strictEqual(overview.status, 200)
      }
      assert.isFalse(kept.destroyed, "who has been let in stays")
      kept.destroy()
    })
  )
})

const open = (port: number): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket))
    socket.on("error", () => undefined)
  })

const hangUp = async (port: number, bytes: string, how: "destroySoon" | "resetAndDestroy"): Promise<void> => {
  const socket = await open(port)
  socket.write(bytes)
  socket[how]()
}

/** Sends, says that nothing more will come, and reads on. */
const endHalf = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve) => {
    let told = ""
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }, () => socket.end(bytes))
    socket.setEncoding("latin1").on("data", (text: string) => (told += text))
    socket.on("error", () => undefined)
    socket.on("close", () => resolve(told))
  })
