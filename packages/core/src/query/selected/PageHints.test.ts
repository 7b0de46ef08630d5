import { assert, describe, it } from "@effect/vitest"
import { below, type Random, randomFrom } from "@logmill/workers/testing/mutations"

import { fold } from "./folded.ts"
import { PageHints } from "./PageHints.ts"

/** Of pages: of each its entries, of these what they have in two columns. */
type Pages = ReadonlyMap<number, ReadonlyArray<readonly [client: number, status: number]>>

const columns = ["client_id", "status"]
const few = 3
const entryOf = (random: Random) => [below(random, 300_000), below(random, few)] as const

const pagesOf = (random: Random): Pages =>
  new Map([7, 3, 90, 4, 12].map((number) => [number, Array.from({ length: below(random, 40) }, () => entryOf(random))]))

/** In two steps, which have a page in common, if `first` of them come first. */
const recorded = (pages: Pages, first = pages.size): PageHints => {
  const hints = new PageHints(1e6)
  hints.begin(1)
  const all = [...pages]
  for (const step of first < pages.size ? [all.slice(0, first), all.slice(first - 1)] : [all]) {
    const { add, end } = hints.recording(
      step.map(([page]) => page),
      columns
    )
    for (const [, entries] of step) {
      const values = columns.map((_, column) => Uint16Array.from(entries.map((entry) => entry[column]! & 0xffff)))
      add(Int32Array.of(entries.length), values)
    }
    end()
  }
  return hints
}

const bitsOf = (ids: Iterable<number>): Uint8Array => {
  const bits = new Uint8Array(1 << 16)
  for (const id of ids) bits[id >> 3]! |= 1 << (id & 7)
  return bits
}

describe("hints of pages", () => {
  it("leave out no entry that is meant, and whole pages without one", () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = randomFrom(seed)
      const pages = pagesOf(random)
      const clients = new Set([...pages.values()].flat().flatMap(([client]) => (random() < 0.1 ? [client] : [])))
      const statuses = new Set([below(random, few)])
      const meant = new Map([
        ["client_id", fold(bitsOf(clients))],
        ["status", fold(bitsOf(statuses))]
      ])
      const isMeant = ([client, status]: readonly [number, number]) => clients.has(client) && statuses.has(status)
      const hints = recorded(pages, 1 + (seed % pages.size))
      const { ends, masks, pages: left, unknown } = hints.candidates([...pages.keys()], meant)
      assert.isEmpty(unknown)
      assert.deepStrictEqual(
        left,
        [...pages.keys()].filter((page) => left.includes(page))
      )
      for (const [page, entries] of pages) if (!left.includes(page)) assert.isFalse(entries.some(isMeant))
      const isMarked = (page: number, entry: number) =>
        (masks[(ends[page - 1] ?? 0) + (entry >> 5)]! & (1 << (entry & 31))) !== 0
      const asked = left.flatMap((page, index) =>
        pages.get(page)!.map((entry, at) => ({ entry, is: isMarked(index, at) }))
      )
      for (const { entry, is } of asked) if (isMeant(entry)) assert.isTrue(is, `${seed} ${entry.join()}`)
      for (const [index, page] of left.entries())
        assert.strictEqual(ends[index]! - (ends[index - 1] ?? 0), Math.ceil(pages.get(page)!.length / 32))
      // Ids that share their lowest 16 bits are rare among these.
      const marked = asked.filter(({ is }) => is).length
      assert.isAtMost(marked, asked.filter(({ entry }) => isMeant(entry)).length + 2)
    }
  })

  const pages: Pages = new Map([[5, [[1, 1]]]])
  const one = new Map([["client_id", fold(bitsOf([1]))]])

  it("say nothing of pages and columns that were not recorded, nor where most is meant", () => {
    const hints = recorded(pages)
    const told = (asked: ReadonlyArray<number>, meant: ReadonlyMap<string, Uint8Array>) => {
      const { pages, unknown } = hints.candidates(asked, meant)
      return [pages, unknown]
    }
    assert.deepStrictEqual(told([5], one), [[5], []])
    assert.deepStrictEqual(told([5, 6], one), [[5], [6]])
    assert.deepStrictEqual(told([5], new Map([["agent_id", fold(bitsOf([1]))]])), [[], [5]])
    const most = fold(bitsOf(Array.from({ length: 40_000 }, (_, id) => id)))
    assert.deepStrictEqual(told([5], new Map([["client_id", most]])), [[], [5]])
    assert.isFalse(hints.isWorthwhile([5], columns))
    assert.isTrue(hints.isWorthwhile([5, 6], columns))
    assert.isTrue(hints.isWorthwhile([5], [...columns, "agent_id"]))
    // A hint of no page at all would keep the others from helping.
    assert.isFalse(hints.isWorthwhile([], ["agent_id"]))
  })

  it("are gone with the data they are of", () => {
    const hints = recorded(pages)
    hints.begin(2)
    assert.deepStrictEqual(hints.candidates([5], one).unknown, [5])
  })

  it("are kept of as many columns as there is room for", () => {
    const hints = new PageHints(1000)
    assert.deepStrictEqual(hints.columns(1, columns), columns)
    assert.deepStrictEqual(hints.columns(300, columns), ["client_id"])
    assert.deepStrictEqual(hints.columns(1000, columns), [])
  })
})
