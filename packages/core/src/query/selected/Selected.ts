/**
 * What is added up before the statement that asks for it, past SQLite, which would sort it: tables in databases of their
 * own in memory.
 *
 * `selected.hits_path` has the sums by path and key of a stretch of time, `folded.hits_path` sums by path alone for a statement that
 * asks no more of keys than conditions of its own (PathTables.ts). `groups_1.grouped`, `groups_2.grouped` and so on have the
 * entries that a filter lets through, grouped by what a part of the statement groups them by (groupedImage.ts); those of the
 * filters that were asked for last are kept, and so are groups that tell others (KeptEntries.ts, KeptGroups.ts). All take 0.05 to 0.1 µs a row in place of 0.5 to 1.2 (Nov 2026).
 *
 * Whatever stands in the way (a write-ahead log, more than there is memory for, a page that is not as it should be) is
 * no error: the statement that asks SQLite for everything takes the place.
 */
import type { DatabaseSync } from "node:sqlite"

import { type GroupsKernel, groupsKernels } from "../../kernels.ts"
import type { PageFile } from "../pages/PageFile.ts"
import { type FoldedStatement, type Grouping, partHoursSchema, type SelectedStatement } from "../protocol.ts"
import { AdmittedIds } from "./AdmittedIds.ts"
import { addedImage, groupedImage, type Known, type Means } from "./groupedImage.ts"
import { KeptAgents } from "./KeptAgents.ts"
import { KeptEntries } from "./KeptEntries.ts"
import { KeptGroups } from "./KeptGroups.ts"
import { CountedVisits } from "./keptVisits.ts"
import { KnownLeaves } from "./KnownLeaves.ts"
import { LearnedKeys } from "./LearnedKeys.ts"
import { PageHints } from "./PageHints.ts"
import { PartHours } from "./PartHours.ts"
import { foldedSchema, PathTables, selectedSchema } from "./PathTables.ts"
import { StatusVisits } from "./statusVisits.ts"
import { StillFile } from "./StillFile.ts"

const groupsOf = (index: number): string => `groups_${index + 1}`

export class Selected {
  readonly #db: DatabaseSync
  readonly #file: StillFile
  readonly #memory: number
  readonly #known: Known
  readonly #groups: KeptGroups
  readonly #agents: KeptAgents
  readonly #hints: PageHints
  readonly #partHours: PartHours
  readonly #paths: PathTables
  readonly #attached = new Set<string>()
  #newGroups: (() => GroupsKernel) | null = null

  /** `memory`: bytes that tables and what they are made of may take; more than a process has are its end. */
  constructor(db: DatabaseSync, memory: number) {
    this.#db = db
    this.#file = new StillFile(db)
    this.#memory = memory
    this.#known = {
      kept: new KeptEntries(memory / 8),
      counted: new CountedVisits(),
      statuses: new StatusVisits(memory / 16),
      learned: new LearnedKeys(memory / 32),
      ids: new AdmittedIds(memory / 64),
      leaves: new KnownLeaves(memory / 32)
    }
    this.#groups = new KeptGroups(memory / 64)
    this.#agents = new KeptAgents(memory / 64)
    this.#hints = new PageHints(memory / 4)
    this.#partHours = new PartHours(db)
    this.#paths = new PathTables(db, (schema, image) => this.#put(schema, image))
  }

  /**
   * `mayAttach`: not inside a transaction. False: it is too late to make room, or this Node can't do without the statement
   * for everything.
   */
  prepare({ folded, groupings, partHours, selection }: SelectedStatement, mayAttach: boolean): boolean {
    const db = this.#db as DatabaseSync & { readonly limits?: { attach: number } }
    if (typeof db.deserialize !== "function" || db.limits === undefined || groupings.length > mostGroupings)
      return false
    const schemas = [
      ...(selection === null ? [] : [selectedSchema]),
      ...(folded === null ? [] : [foldedSchema]),
      ...(partHours === null ? [] : [partHoursSchema]),
      ...groupings.map((_, index) => groupsOf(index))
    ]
    const missing = schemas.filter((name) => !this.#attached.has(name))
    if (!mayAttach) return missing.length === 0
    for (const schema of missing) {
      db.limits.attach = this.#attached.size + 1
      db.exec(`ATTACH ':memory:' AS ${schema}`)
      this.#attached.add(schema)
    }
    db.limits.attach = 0
    return true
  }

  /**
   * In a transaction that has begun to read, of data of this version, after `prepare`. Whether the table of a folded statement is
   * there now.
   */
  fold(statement: FoldedStatement, dataVersion: number): boolean {
    try {
      const file = this.#file.open()
      if (file === null) return false
      this.#paths.fold(file, statement, dataVersion)
      return true
    } catch {
      return false
    }
  }

  /** The same of the tables of other statements. `isFollowed`: other questions come, for which it is worth keeping more. */
  fill({ groupings, partHours, selection }: SelectedStatement, dataVersion: number, isFollowed: boolean): boolean {
    try {
      const file = this.#file.open()
      if (file === null && partHours !== null) this.#partHours.make(partHours, dataVersion, null)
      if (file === null) return selection === null && groupings.length === 0
      if (selection !== null) this.#paths.sum(file, selection, dataVersion)
      for (const one of [...Object.values(this.#known), this.#groups, this.#agents, this.#hints]) one.begin(dataVersion)
      const newKernel = (this.#newGroups ??= groupsKernels())
      const bytes = this.#memory / Math.max(groupings.length, 1)
      const means = { ...this.#known, newKernel, bytes, hints: isFollowed ? this.#hints : null }
      const group = (schema: string, grouping: Grouping): void => {
        this.#put(schema, this.#image(file, grouping, means))
      }
      if (partHours !== null)
        this.#partHours.make(partHours, dataVersion, (grouping) => group(partHoursSchema, grouping))
      for (const [index, grouping] of groupings.entries()) group(groupsOf(index), grouping)
      return true
    } catch {
      return false
    }
  }

  /** The groups' table, or one that says the same. */
  #image(file: PageFile, grouping: Grouping, means: Means): Buffer {
    const db = this.#db
    const make = (one: Grouping, byAgent: Buffer | null = null): Buffer =>
      byAgent === null ? groupedImage(db, file, one, means) : addedImage(db, file, one, byAgent, means)
    const ofAgents = means.hints === null ? null : this.#agents.image(db, grouping, make)
    return ofAgents ?? this.#groups.image(grouping, means.kept, () => make(grouping))
  }

  /** When the database is closed, and not before. */
  close(): void {
    this.#file.close()
  }

  #put(schema: string, image: Buffer): void {
    this.#db.deserialize(image, { dbName: schema })
  }
}

/** SQLite attaches ten databases. */
const mostGroupings = 7
