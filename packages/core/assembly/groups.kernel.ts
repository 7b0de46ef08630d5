/**
 * The inner loop of questions that group entries (src/query/selected), compiled to WebAssembly: pages of SQLite read,
 * entries added up by what they have in common, and that laid out as pages again.
 */
import { groupsEnd } from "./groups.memory"

export { completePage, copiedPages, forgetCopied } from "./copied"
export {
  addAdmitting,
  addPart,
  addSummed,
  addWhole,
  admitFirst,
  copyFiltered,
  countParts,
  endFilter,
  groupEntries,
  groupVisitors,
  keepEntries,
  placeAdmitting,
  placePart,
  placeRows,
  placeSummed,
  readInOrder,
  setPages,
  setTimes,
  takeAway
} from "./groupEntries"
export { beginGroups, edgeOf, groupCount, layOutGroups, layOutSums, sortGroups } from "./groups"
export {
  admittedAt,
  admittedBytes,
  alikeAt,
  betweenAt,
  betweenBytes,
  copiedAt,
  fileAt,
  fileBytes,
  maskAt,
  mostIds,
  mostRecorded,
  mostStatus,
  recordedAt,
  recordedPagesAt
} from "./groups.memory"
export { addRecorded, maskCells, placeRecorded, recordColumns } from "./hinted"
export { beginSessions, layOutSessions, sortSessions } from "./sessions"
export { addRange } from "./ranges"
export { forgetFaults } from "./readPages"
export { beginOut, clearTree, finishTree, outCount } from "./tree"
export { outAt } from "./image.memory"

export const memoryBytes: usize = groupsEnd
