import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, layer } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { join } from "node:path"

import { AnswerCache, answerKey, type StoredAnswer } from "./cache.ts"

const answer = (value: StoredAnswer["rows"][number][number], elapsedMs = 500): StoredAnswer => ({
  columns: ["a"],
  rows: [[value]],
  complete: true,
  total: 1,
  elapsedMs
})

const key = answerKey(["SELECT 1", {}, 20])

const withFile = <A, E>(test: (cache: AnswerCache, file: string, fs: FileSystem.FileSystem) => Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const file = join(yield* fs.makeTempDirectoryScoped({ prefix: "logmill-" }), "x.cache")
    return yield* test(new AnswerCache(fs, file), file, fs)
  })

layer(NodeServices.layer)("the answer cache", (it) => {
  it.effect("is silent about a file that is missing, damaged, of another kind or not to be written", () =>
    withFile((cache, file, fs) =>
      Effect.gen(function* () {
        assert.isNull(yield* cache.get("1.1", key))
        yield* cache.put("1.1", key, answer(7))
        const good = yield* fs.readFileString(file)
        for (let at = 0; at < good.length; at++) {
          yield* fs.writeFileString(file, `${good.slice(0, at)}#${good.slice(at + 1)}`)
          const found = yield* cache.get("1.1", key)
          assert.isTrue(found === null, `damaged at ${at}`)
          yield* fs.writeFileString(file, good.slice(0, at))
          assert.isNull(yield* cache.get("1.1", key))
        }
        yield* fs.writeFile(
          file,
          Uint8Array.from({ length: 1000 }, (_, n) => n)
        )
        assert.isNull(yield* cache.get("1.1", key))
        const nowhere = new AnswerCache(fs, join(file, "no/such/folder"))
        yield* nowhere.put("1.1", key, answer(7))
        assert.isNull(yield* nowhere.get("1.1", key))
      })
    )
  )

  it.effect("gives back what it got, to the last bit", () =>
    withFile((cache) =>
      Effect.gen(function* () {
        const values = [null, 0, -1.5, 9007199254740993n, "", 'x"\n\u2028😀', Uint8Array.of(0, 255)]
        for (const [index, value] of values.entries()) yield* cache.put("1.1", answerKey(index), answer(value))
        for (const [index, value] of values.entries()) {
          assert.deepStrictEqual(yield* cache.get("1.1", answerKey(index)), answer(value))
        }
        assert.isNull(yield* cache.get("1.1", answerKey("other")))
      })
    )
  )

  it.effect("forgets everything when the data has changed", () =>
    withFile((cache, file, fs) =>
      Effect.gen(function* () {
        yield* cache.put("1.1", key, answer(1))
        assert.isNull(yield* cache.get("1.2", key))
        assert.isNull(yield* cache.get("1.12", key))
        yield* cache.put("1.2", key, answer(2))
        assert.deepStrictEqual(yield* cache.get("1.2", key), answer(2))
        assert.isNull(yield* cache.get("1.1", key))
        assert.strictEqual((yield* fs.readFileString(file)).trimEnd().split("\n").length, 2)
      })
    )
  )

  it.effect("keeps only what was slow and is not large", () =>
    withFile((cache, file, fs) =>
      Effect.gen(function* () {
        yield* cache.put("1.1", key, answer(1, 99))
        yield* cache.put("1.1", key, answer("x".repeat(5_000_000)))
        // Together longer than a text can be.
        const row = ["x".repeat(1_000_000)]
        yield* cache.put("1.1", key, { ...answer(1), rows: Array.from({ length: 600 }, () => row) })
        assert.isFalse(yield* fs.exists(file))
      })
    )
  )

  it.effect("tells questions apart", () =>
    Effect.sync(() => {
      const questions = [
        ["a", {}, 1],
        ["a", {}, 2],
        ["b", {}, 1],
        ["a", { p: 1 }, 1],
        ["a", { p: 1n }, 1],
        ["a", { p: "1" }, 1],
        ["a", { p: Uint8Array.of(1) }, 1]
      ]
      assert.strictEqual(new Set(questions.map(answerKey)).size, questions.length)
    })
  )
})
