/** The kernels of this package (assembly/*.kernel.ts): what they export, and new instances of them. */
import { compile, instantiate, type WasmGlobal, type WasmMemory } from "@logmill/workers/wasm"

/** Makes pages of SQLite b-trees, "trees". Memory is laid out as assembly/image.memory.ts says. */
export interface ImageKernel {
  readonly memory: WasmMemory
  readonly batchRows: WasmGlobal
  readonly mostColumns: WasmGlobal
  readonly mostTrees: WasmGlobal
  readonly columnsAt: WasmGlobal
  readonly columnBytes: WasmGlobal
  readonly kindsAt: WasmGlobal
  readonly valuesAt: WasmGlobal
  readonly outAt: WasmGlobal
  readonly outCount: WasmGlobal
  readonly clearTree: (tree: number, hasIds: boolean) => void
  /** Pages that are complete are numbered from here on. */
  readonly beginOut: (first: number) => void
  readonly addRows: (tree: number, from: number, to: number, firstId: number, width: number) => number
  readonly addNumbers: (tree: number, width: number) => void
  /** Returns where in memory the bytes of a row's record are to be written, for which there is room then. */
  readonly placeRecord: (tree: number, id: number, payload: number) => number
  readonly finishTree: (tree: number) => void
  readonly rowsOf: (tree: number) => number
}

export const imageKernel = (): ImageKernel => instantiate<ImageKernel>("image.kernel", import.meta)

/** Says what entries count towards, "resolves" them. Memory is laid out as assembly/resolve.memory.ts says. */
export interface ResolveKernel {
  readonly memory: WasmMemory
  readonly batchRows: WasmGlobal
  readonly columnsAt: WasmGlobal
  readonly columnBytes: WasmGlobal
  readonly learnRequest: (id: number, path: number, method: number) => void
  readonly learnAgent: (id: number, agentClass: number) => void
  /** Of requests and keys: numbers of methods begin anew. */
  readonly forget: () => void
  /** The first row that something is missing of: `missing`; of its key are known `method` and `agentClass`. */
  readonly resolve: (row: number, to: number) => number
  readonly missing: WasmGlobal
  readonly method: WasmGlobal
  readonly agentClass: WasmGlobal
  readonly enterHour: (from: number, to: number, minuteHigh: number, minuteLow: number, day: number) => void
  readonly giveKey: (row: number, id: number) => void
}

export const resolveKernel = (): ResolveKernel => instantiate<ResolveKernel>("resolve.kernel", import.meta)

/** Adds up rollups, in tables of sums that have the numbers of assembly/rollups.memory.ts. */
export interface RollupsKernel extends ImageKernel {
  readonly blockRows: WasmGlobal
  readonly orderAt: WasmGlobal
  readonly setTimed: (is: boolean) => void
  readonly weigh: (from: number, to: number) => number
  readonly hasRoom: (rows: number) => number
  readonly add: (from: number, to: number) => void
  readonly sizeOf: (table: number) => number
  /** Returns how many rows there are: they are known by their place in the order until the next call. */
  readonly order: (table: number) => number
  readonly firstOf: (table: number, row: number) => number
  readonly layOut: (table: number, from: number, to: number, parts: number, isWide: boolean, width: number) => number
  readonly readRow: (table: number, row: number, parts: number, isWide: boolean, width: number) => void
  readonly addPaths: (from: number, to: number) => void
  /** Forgets rows whose key's first part is below. */
  readonly keepFrom: (table: number, first: number) => void
  readonly clear: (table: number) => void
}

export const rollupsKernel = (): RollupsKernel => instantiate<RollupsKernel>("rollups.kernel", import.meta)

/** What lays rows out as pages of a tree. */
export interface LayingOut {
  readonly memory: WasmMemory
  readonly outAt: WasmGlobal
  readonly outCount: WasmGlobal
  readonly clearTree: (tree: number, hasIds: boolean) => void
  readonly beginOut: (first: number) => void
  readonly finishTree: (tree: number) => void
}

/** Groups entries and rows of visitors from the database's pages. For one grouping: the next needs another instance. */
export interface GroupsKernel extends LayingOut {
  /** Pages to be read are put here, so many bytes at once. */
  readonly fileAt: WasmGlobal
  readonly fileBytes: WasmGlobal
  /** Of columns that a filter is about, one after the other: a bit for each id that it lets through. */
  readonly admittedAt: WasmGlobal
  readonly admittedBytes: WasmGlobal
  /** Of parts of keys, one after the other: for each id what stands for it. */
  readonly alikeAt: WasmGlobal
  /** Ids are below. */
  readonly mostIds: WasmGlobal
  /** Statuses are below; others are faults. */
  readonly mostStatus: WasmGlobal
  readonly forgetFaults: () => void
  readonly beginGroups: (parts: number, columns: number) => void
  readonly setPages: (pageBytes: number, usable: number) => void
  /** `dayOffset`: ms from UTC to the zone of days. */
  readonly setTimes: (slotMs: number, dayOffset: number) => void
  /** `kind`: of groupEntries.ts. Each returns its number. */
  readonly addPart: (kind: number) => number
  readonly addAdmitting: (kind: number) => number
  readonly addSummed: (kind: number) => number
  /** For parts by source: in the order of ids. */
  readonly addRange: (firstEntry: number, source: number) => void
  /** The last so many parts, two at most, are not of the key: what differs in them is counted in the last of the columns. */
  readonly countParts: (count: number) => void
  /** Where the table whose pages come next has them. `hitsPlace` -1: a row is one hit. */
  readonly placeRows: (timePlace: number, hitsPlace: number) => void
  readonly placePart: (part: number, place: number) => void
  readonly placeAdmitting: (number: number, place: number) => void
  readonly placeSummed: (number: number, place: number) => void
  /** Columns that were added so far are the filter's. */
  readonly endFilter: () => void
  /** Only the first so many columns must be admitted. */
  readonly admitFirst: (count: number) => void
  /** What is read from now on is taken away from the groups. */
  readonly takeAway: () => void
  /** Rows that it lets through are copied, too: of visitors (1), or entries (0). */
  readonly copyFiltered: (isOfVisitors: number) => void
  /** Pages of such rows stand at `copiedAt`, and are to be taken after each call. */
  readonly copiedAt: WasmGlobal
  readonly copiedPages: WasmGlobal
  /** After the last call, for the page that was begun. */
  readonly completePage: () => void
  readonly forgetCopied: () => void
  /** A column of entries that can be recorded: the lowest 16 bits of its ids or statuses. Returns its number. */
  readonly addRecorded: (kind: number) => number
  readonly placeRecorded: (number: number, place: number) => void
  /** What all entries of the next pages have there is recorded, too (1), or no more (0). */
  readonly recordColumns: (wanted: number) => void
  /** Of each such column, one after the other, room for so many numbers of 16 bits; of each page how many cells it has. */
  readonly recordedAt: WasmGlobal
  readonly mostRecorded: WasmGlobal
  readonly recordedPagesAt: WasmGlobal
  /** Only those cells of the next pages of entries are read that have a bit in the mask (1), or all again (0). */
  readonly maskCells: (wanted: number) => void
  /** A bit for each cell of the pages of a call, up to `mostRecorded` of them; those of a page begin with a word of 32 bits. */
  readonly maskAt: WasmGlobal
  /** False (0): something is not as it should be, or too much. */
  readonly groupEntries: (pages: number, first: number, last: number, from: number, to: number) => number
  /** So many entries of a source, from the first time to the last; of all nothing else is asked. */
  readonly addWhole: (entries: number, first: number, last: number, source: number) => void
  /** Of each page at `fileAt` the cell of the row that is between it and the next, behind a byte that is its length, or 0. */
  readonly betweenAt: WasmGlobal
  readonly betweenBytes: WasmGlobal
  readonly groupVisitors: (pages: number, first: number, last: number) => number
  readonly groupCount: () => number
  /** Of the group that was met as the `row`th, from 0 on, the least (0) or the most (1) of a column. */
  readonly edgeOf: (row: number, column: number, ofMost: number) => number
  readonly layOutGroups: (tree: number) => number
  /** The same; of what is added up only the sum. */
  readonly layOutSums: (tree: number) => number
  /** They are laid out by the first two parts of their key, ids. Not where anything is counted. */
  readonly sortGroups: () => void
  /** Rows that come now are in the order of client and agent, and nothing else is counted. */
  readonly readInOrder: () => void
  /** For sessions: entries are kept besides. */
  readonly keepEntries: (bytesPlace: number) => void
  /** `bytes`: of memory, at most. */
  readonly beginSessions: (timeoutMs: number, bytes: number) => void
  /** False (0): there is no room. */
  readonly sortSessions: () => number
  readonly layOutSessions: (tree: number) => number
}

export const groupsKernels = (): (() => GroupsKernel) => compile<GroupsKernel>("groups.kernel", import.meta)

/** Adds up hits of a selected time, by path and key, from the database's pages. */
export interface SelectedKernel extends LayingOut {
  /** Pages to be read are put here, so many bytes at once. */
  readonly fileAt: WasmGlobal
  readonly fileBytes: WasmGlobal
  /** By a request's id: its path, and the number of its method; of agents the number of their class, a byte. */
  readonly requestsAt: WasmGlobal
  readonly agentsAt: WasmGlobal
  /** Methods, then classes by their numbers: the texts' 16 bytes, their length, nothing. There is room for so many each. */
  readonly wordsAt: WasmGlobal
  readonly mostWords: WasmGlobal
  /** Ids of the rows that the last call could not read, which go on on other pages, and how many. */
  readonly oddAt: WasmGlobal
  readonly oddCount: WasmGlobal
  /** Ids of requests, agents and paths are below. */
  readonly mostIds: WasmGlobal
  readonly setPages: (bytes: number, usable: number) => void
  readonly placeDays: (...places: ReadonlyArray<number>) => void
  readonly placeEntries: (...places: ReadonlyArray<number>) => void
  readonly beginKeys: () => void
  /** False (0): it can't be kept. */
  readonly learnKey: (site: number, method: number, status: number, agentClass: number, id: number) => number
  readonly beginLearning: (methods: number, classes: number, mostRequest: number, mostAgent: number) => void
  /** Of the first so many pages at `fileAt`. False (0): something in them is not as it should be. */
  readonly learnRequests: (pages: number, path: number, method: number) => number
  readonly learnAgents: (pages: number, agentClass: number) => number
  readonly forgetFaults: () => void
  readonly beginSums: (mostPath: number) => void
  readonly addDays: (pages: number, first: number, last: number) => number
  readonly addEntries: (pages: number, first: number, last: number, from: number, to: number) => number
  /** The sums that there are are laid out anew, from the first. */
  readonly beginLayingOut: () => void
  /** False (0): there is no room for more pages. */
  readonly layOutSums: (tree: number) => number
  /** By the id of a key which conditions it meets, from the lowest bit, and in the highest whether it is left out. */
  readonly masksAt: WasmGlobal
  /** Ids of keys are below. */
  readonly mostMasks: WasmGlobal
  /** The numbers of the sums that a row has: hits, bytes, durations, the longest, how many; then hits and bytes of each condition. */
  readonly pickedAt: WasmGlobal
  /** Of all keys nothing is known: they are left out. */
  readonly beginFolded: (conditions: number, picked: number) => void
  readonly layOutFolded: (tree: number) => number
}

export const selectedKernel = (): SelectedKernel => instantiate<SelectedKernel>("selected.kernel", import.meta)
