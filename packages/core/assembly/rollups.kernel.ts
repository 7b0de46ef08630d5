/**
 * The inner loops of rollups (src/store/rollups), compiled to WebAssembly: entries added up in tables of sums, their rows
 * sorted and written as the pages of table images.
 */
import { durationsAt } from "./rollups.memory"

export { addNumbers, addRows } from "./rows"
export { beginOut, clearTree, finishTree, outCount, rowsOf } from "./tree"
export { batchRows, columnBytes, columnsAt, kindsAt, mostColumns, outAt, valuesAt } from "./image.memory"
export { firstOf, layOut, readRow } from "./layOut"
export { blockRows, orderAt } from "./rollups.memory"
export { order } from "./sort"
export { addPaths, clear, keepFrom, sizeOf } from "./sums"
export { add, hasRoom, setTimed, weigh } from "./totals"

export const memoryBytes: usize = durationsAt
