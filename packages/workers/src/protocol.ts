/** What the main thread and a parser worker say to each other. */
import type { Batch } from "./batch.ts"
import type { RulePresets } from "./filter/rules.ts"
import type { Piece, PieceEnd } from "./piece.ts"
import type { ZoneRule } from "./zone.ts"

/** What a worker begins with: two Int32, credits for batches under way, and a flag to stop. */
export type WorkerShared = SharedArrayBuffer

export interface WorkerSetup {
  readonly drop: ReadonlyArray<string>
  readonly keep: ReadonlyArray<string>
  readonly presets: RulePresets
  /** Of the database, for digests of what is read. */
  readonly digestKey: Uint8Array
  /** Zone of times that are logged without one. */
  readonly zone: ZoneRule
  /** Networks (parse/trustedProxies.ts). */
  readonly trustedProxies: ReadonlyArray<string>
  /** Names of texts of many values that are kept; `*`: all. */
  readonly keepExtra: ReadonlyArray<string>
}

/** The setup comes first, and once: a worker may be started before it is known. */
export type ToWorker =
  | { readonly type: "setup"; readonly setup: WorkerSetup }
  | { readonly type: "read"; readonly piece: Piece }

export type FromWorker =
  /** `bytesRead`: of the file, for this piece so far. */
  | { readonly type: "batch"; readonly batch: Batch; readonly bytesRead: number }
  | { readonly type: "end"; readonly end: PieceEnd }
