/** What requests and agents are, from pages that stand at `fileAt`: by their ids, the path and method, the class. */
import { localBytes, pageAt } from "./addSelected"
import {
  cellAt,
  cellsOf,
  fault,
  find,
  foundInteger,
  foundLength,
  foundWord,
  isFaulty,
  next,
  readVarint,
  tableLeaf
} from "./readPages"
import { agentsAt, mostIds, mostOdd, mostWords, oddAt, requestsAt, wordsAt } from "./selected.memory"

const METHODS: i32 = 0
const CLASSES: i32 = 1
/** Two words and the length of a text. */
const wordBytes: usize = 24
/** No key has these. */
const unknown: i32 = mostWords - 1
const unknownClass: i32 = 255

let methods: i32 = 0
let classes: i32 = 0
let lastRequest: i32 = 0
let lastAgent: i32 = 0
/** Rows that go on on other pages, or have long methods, to be looked up another way: their ids, as far as there is room. */
export let oddCount: i32 = 0

/** Forgets all there was. So many methods and classes stand at `wordsAt`; their numbers are their places. */
export function beginLearning(ofMethods: i32, ofClasses: i32, mostRequest: i32, mostAgent: i32): void {
  memory.fill(requestsAt, 0, (<usize>lastRequest + 1) << 3)
  memory.fill(agentsAt, 0, <usize>lastAgent + 1)
  methods = ofMethods
  classes = ofClasses
  lastRequest = mostRequest
  lastAgent = mostAgent
}

/** A request's path and the number of its method. */
export function learnRequests(pages: i32, pathColumn: i32, methodColumn: i32): bool {
  oddCount = 0
  for (let index = 0; index < pages && !isFaulty; index++) {
    const page = pageAt(index)
    if (<u32>load<u8>(page) != tableLeaf) fault()
    const cells = cellsOf(page)
    for (let cell = 0; cell < cells; cell++) {
      const payload = readVarint(cellAt(page, 8, cell))
      const id = readVarint(next)
      const at = next
      const end = at + localBytes(payload)
      if (id > <u64>lastRequest) continue
      const its = requestsAt + ((<usize>id) << 3)
      if (find(pathColumn, at, end)) {
        store<i32>(its, <i32>foundInteger())
        if (find(methodColumn, at, end) && foundLength() >= 0) {
          store<i32>(its, numberOf(METHODS, methods), 4)
          continue
        }
      }
      store<i32>(its, 0)
      beOdd(id)
    }
  }
  return !isFaulty
}

/** The number of an agent's class. */
export function learnAgents(pages: i32, classColumn: i32): bool {
  oddCount = 0
  for (let index = 0; index < pages && !isFaulty; index++) {
    const page = pageAt(index)
    if (<u32>load<u8>(page) != tableLeaf) fault()
    const cells = cellsOf(page)
    for (let cell = 0; cell < cells; cell++) {
      const payload = readVarint(cellAt(page, 8, cell))
      const id = readVarint(next)
      const at = next
      if (id > <u64>lastAgent) continue
      const isWhole = find(classColumn, at, at + localBytes(payload))
      store<u8>(agentsAt + <usize>id, isWhole ? min(numberOf(CLASSES, classes), unknownClass) : unknownClass)
      if (!isWhole) beOdd(id)
    }
  }
  return !isFaulty
}

function beOdd(id: u64): void {
  if (oddCount == mostOdd) return
  store<i32>(oddAt + ((<usize>oddCount) << 2), <i32>id)
  oddCount++
}

/** Of the text that was found. */
function numberOf(kind: i32, count: i32): i32 {
  const length = foundLength()
  const first = foundWord(false)
  const second = foundWord(true)
  let at = wordsAt + <usize>(kind * mostWords) * wordBytes
  for (let number = 0; number < count; number++, at += wordBytes) {
    if (load<u64>(at) == first && load<u64>(at, 8) == second && load<i32>(at, 16) == length) return number
  }
  return unknown
}
