/** The tables of the rollups, and the watermark: a flush of sums is added to them in one transaction. */
import type { Statement } from "better-sqlite3"
import { max, sql } from "drizzle-orm"

import { ImageFile } from "../image/ImageFile.ts"
import type { Connection } from "../open.ts"
import { entry, hitsDay, hitsHour, hitsPath, meta, visitorDay } from "../schema.ts"
import { Rollup, type RollupShape } from "./Rollup.ts"
import type { Flush } from "./Sums.ts"

const schema = "sums"

export class RollupTables {
  readonly #rollups: ReadonlyArray<Rollup>
  readonly #image: ImageFile | null
  readonly #setPathsFollow: Statement
  readonly #moveWatermark: Statement

  /** With an image, not to be made inside a transaction: attaches a database. */
  constructor(connection: Connection, isWithImage: boolean) {
    const { db, raw } = connection
    // Their numbers are those of assembly/rollups.memory.ts.
    this.#rollups = [
      new Rollup(connection, 0, hitsDay, ["day", "pathId", "keyId"]),
      new Rollup(connection, 1, hitsPath, ["pathId", "keyId"]),
      new Rollup(connection, 2, hitsHour, ["hour", "keyId"], true),
      new Rollup(connection, 3, visitorDay, ["clientId", "agentId", "siteId", "day"])
    ]
    const declaration = raw.prepare("SELECT sql FROM sqlite_schema WHERE name = ?").pluck()
    const declarations = this.#rollups.map(({ name }) => declaration.get(name) as string)
    this.#image = isWithImage ? new ImageFile(connection, schema, declarations) : null
    const pathsFollow = sql`${sql.placeholder("pathsFollow")}`
    this.#setPathsFollow = raw.prepare(db.update(meta).set({ pathsFollow }).toSQL().sql)
    // What was passed over may have been undone since: its ids are given again.
    const last = db.select({ id: max(entry.id) }).from(entry)
    const watermark = sql`min(${sql.placeholder("upTo")}, ifnull((${last}), 0))`
    this.#moveWatermark = raw.prepare(db.update(meta).set({ watermark }).toSQL().sql)
  }

  get shapes(): ReadonlyArray<RollupShape> {
    return this.#rollups.map(({ shape }) => shape)
  }

  get emptyImage(): ImageFile["empty"] | null {
    return this.#image?.empty ?? null
  }

  /**
   * Adds what a flush has to the tables. With rows in an image, in a transaction that began deferred, and one only in
   * each (ImageFile.ts).
   */
  add({ inImage, bound }: Flush): void {
    for (const [table, rows] of (inImage ?? []).entries()) {
      const rollup = this.#rollups[table]!
      const added = rows === 0 ? 0 : rollup.addFrom(schema)
      if (added !== rows) throw new Error(`${added} of ${rows} rows went into ${rollup.name}`)
    }
    for (const { table, values } of bound) this.#rollups[table]!.write(values)
  }

  /** Whether the sums by path are as far as the others. */
  setPathsFollow(is: boolean): void {
    this.#setPathsFollow.run(is ? 1 : 0)
  }

  /** Entries up to this one are in the rollups. */
  moveWatermark(upTo: number): void {
    this.#moveWatermark.run(upTo)
  }

  close(): void {
    this.#image?.close()
  }
}
