/**
 * The inner loops of questions about a selected time (src/query/selected), compiled to WebAssembly: pages of SQLite read,
 * what they hold added up by path and key, and that laid out as pages again.
 */
import { durationsAt } from "./selected.memory"

export { addDays, addEntries, placeDays, placeEntries, setPages } from "./addSelected"
export { beginLearning, learnAgents, learnRequests, oddCount } from "./learnSelected"
export { beginFolded, layOutFolded } from "./foldedSums"
export { beginLayingOut, beginSums, layOutSums } from "./pathSums"
export { forgetFaults } from "./readPages"
export { beginKeys, learnKey } from "./selectedKeys"
export {
  agentsAt,
  fileAt,
  fileBytes,
  masksAt,
  mostIds,
  mostMasks,
  mostWords,
  oddAt,
  pickedAt,
  requestsAt,
  wordsAt
} from "./selected.memory"
export { beginOut, clearTree, finishTree, outCount } from "./tree"
export { outAt } from "./image.memory"

export const memoryBytes: usize = durationsAt
