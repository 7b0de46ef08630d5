/**
 * The inner loop of questions that group entries (src/query/selected), compiled to WebAssembly: pages of SQLite read,
 * entries added up by what they have in common, and that laid out as pages again.
 */
import { groupsEnd } from "./groups.memory"

export { addAdmitting, addPart, addSummed, groupEntries, keepEntries, setEntries } from "./groupEntries"
export { beginGroups, layOutGroups } from "./groups"
export { admittedAt, admittedBytes, alikeAt, fileAt, fileBytes, mostIds, mostStatus } from "./groups.memory"
export { beginSessions, layOutSessions, sortSessions } from "./sessions"
export { forgetFaults } from "./readPages"
export { beginOut, clearTree, finishTree, outCount } from "./tree"
export { outAt } from "./image.memory"

export const memoryBytes: usize = groupsEnd
