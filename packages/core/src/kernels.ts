/** The kernels of this package (assembly/*.kernel.ts): what they export, and new instances of them. */
import { instantiate, type WasmGlobal, type WasmMemory } from "@logmill/workers/wasm"

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
