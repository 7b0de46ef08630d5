/** The inner loops of table images (src/store/image), compiled to WebAssembly: rows to the pages of a SQLite b-tree. */
import { imageBytes } from "./image.memory"

export { addNumbers, addRows, placeRecord } from "./rows"
export { beginOut, clearTree, finishTree, outCount, rowsOf } from "./tree"
export { batchRows, columnBytes, columnsAt, kindsAt, mostColumns, mostTrees, outAt, valuesAt } from "./image.memory"

export const memoryBytes: usize = imageBytes
