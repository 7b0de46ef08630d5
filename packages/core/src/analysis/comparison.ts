/**
 * Two answers of one analysis, over two periods, as one: rows that mean the same stand side by side.
 *
 * Columns are keys, which say what a row is about; measures, which are compared; or neither (a last time, an example). A
 * column's header may say `key = true` or `false`. Else keys are the columns before the first measure; where that is the
 * first of all, every text is one, and without a text it is the key itself; a figure has none. A column that no header
 * declares is a measure when it holds numbers, unless it is the first. Where such keys don't tell all rows apart, the
 * other texts are keys, too, and in the end rows of one key are taken in their order.
 *
 * Times and days that are keys are matched by where they stand in their period: the third day with the third day. A column that
 * no header declares is one of days when it holds nothing but days of the two periods.
 */
import type { SqlValue } from "../query/protocol.ts"
import { instantOf, type OffsetAt } from "../zone.ts"
import type { BucketUnit } from "./bucket.ts"
import type { Analysis, ColumnKind } from "./contract.ts"
import type { FilterName } from "./filterNames.ts"
import type { ComparedPeriods, Period } from "./periods.ts"
import { dateText } from "./time.ts"

export interface ComparedColumn {
  readonly name: string
  readonly kind: ColumnKind
  readonly filter: FilterName | null
}

type Row = ReadonlyArray<SqlValue>

export interface ComparisonInput {
  readonly analysis: Pick<Analysis, "chart" | "columns">
  /** Of both answers, by the names they have there. */
  readonly columns: ReadonlyArray<ComparedColumn>
  readonly rows: ReadonlyArray<Row>
  readonly rowsBefore: ReadonlyArray<Row>
  readonly periods: Pick<ComparedPeriods, "period" | "before">
  /** What the times that are keys are the beginnings of; null: any times. */
  readonly unit: BucketUnit | null
  /** Of the zone of both answers. */
  readonly offsetAt: OffsetAt
}

export interface ComparedRows {
  /** Each measure is followed by `NAME_before` and `NAME_change`; a time that is a key, and what is no measure, by `NAME_before`. */
  readonly columns: ReadonlyArray<ComparedColumn>
  /**
   * The rows of the period in their order, then those that are only in the one before; in the order of times, hours or weekdays
   * where both answers are. Counts, bytes and shares of an absent row are 0, what else it would have is null. A change is relative:
   * 0.25 is a quarter more, null where there was nothing before.
   */
  readonly rows: ReadonlyArray<Row>
}

export const compareRows = (given: ComparisonInput): ComparedRows => {
  const input = { ...given, columns: given.columns.map((column, index) => withKind(given, column, index)) }
  const roles = rolesOf(input)
  const keys = roles.flatMap((role, index) => (role === "key" ? [index] : []))
  const clocks = [new PeriodClock(input.periods.period, input), new PeriodClock(input.periods.before, input)] as const
  const places = (rows: ReadonlyArray<Row>, clock: PeriodClock): ReadonlyArray<Placed> => {
    const seen = new Map<string, number>()
    return rows.map((row) => {
      const position = keys.map((index) => clock.position(row[index]!, input.columns[index]!.kind))
      const key = position.map(keyText).join("\n")
      const turn = (seen.get(key) ?? 0) + 1
      seen.set(key, turn)
      return { row, position, key: `${turn}\n${key}`, turn }
    })
  }
  const own = places(input.rows, clocks[0])
  const earlier = places(input.rowsBefore, clocks[1])
  const byKey = new Map(earlier.map((placed) => [placed.key, placed]))
  const ownKeys = new Set(own.map(({ key }) => key))
  const pairs: ReadonlyArray<Pair> = [
    ...own.map((now) => ({ now, before: byKey.get(now.key) ?? null })),
    ...earlier.filter(({ key }) => !ownKeys.has(key)).map((before) => ({ now: null, before }))
  ]
  const orderKey = keys.findIndex((index) => orderedKinds.has(input.columns[index]!.kind))
  const ordered = orderKey < 0 ? pairs : inOrderOf(orderKey, pairs, [own, earlier])
  return {
    columns: comparedColumns(input.columns, roles),
    rows: ordered.map((pair) => comparedRow(pair, { columns: input.columns, roles, keys, clocks }))
  }
}

/** Of days that are texts none of one period would be found in the other. */
const withKind = (
  { analysis, offsetAt, periods, rows, rowsBefore }: ComparisonInput,
  column: ComparedColumn,
  index: number
): ComparedColumn => {
  if (analysis.columns.some(({ name }) => name === column.name)) return column
  const areDays = (list: ReadonlyArray<Row>, { from, to }: Period): boolean => {
    const [first, last] = [from, to - 1].map((time) =>
      dateText(unitStart(unitNumber(time + offsetAt(time), "day"), "day"))
    )
    return list.every((row) => {
      const value = row[index]
      return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) && first! <= value && value <= last!
    })
  }
  const isOfDays = rows.length > 0 && areDays(rows, periods.period) && areDays(rowsBefore, periods.before)
  return isOfDays ? { ...column, kind: "date" } : column
}

type Role = "key" | "measure" | "other"

const zeroKinds: ReadonlySet<ColumnKind> = new Set(["count", "bytes", "share", "approx_count"])
/** Kinds of keys in whose order rows are read. */
const orderedKinds: ReadonlySet<ColumnKind> = new Set(["time", "date", "hour", "weekday"])
const isTime = (kind: ColumnKind): boolean => kind === "time" || kind === "date"

/** A row with what its keys are in its period, and which one of that key it is, from 1. */
interface Placed {
  readonly row: Row
  readonly position: ReadonlyArray<SqlValue>
  readonly key: string
  readonly turn: number
}

type Pair = { readonly now: Placed; readonly before: Placed | null } | { readonly now: null; readonly before: Placed }

const keyText = (value: SqlValue): string => {
  if (value instanceof Uint8Array) return `x${Buffer.from(value).toString("hex")}`
  return typeof value === "string" ? JSON.stringify(value) : String(value)
}

const rolesOf = ({ analysis, columns, rows, rowsBefore }: ComparisonInput): ReadonlyArray<Role> => {
  const all = [...rows, ...rowsBefore]
  const declared = columns.map(({ name }) => analysis.columns.find((column) => column.name === name))
  const holdsNumbers = (index: number): boolean =>
    all.every((row) => row[index] === null || typeof row[index] === "number" || typeof row[index] === "bigint")
  const isMeasure = columns.map(({ kind }, index) => {
    const own = declared[index]
    if (own === undefined) return holdsNumbers(index) && (index > 0 || columns.length === 1)
    return own.key !== true && (kind === "duration_ms" || zeroKinds.has(kind))
  })
  const withKeys = (isKey: (index: number) => boolean): ReadonlyArray<Role> =>
    columns.map((_, index) => (isKey(index) ? "key" : isMeasure[index] === true ? "measure" : "other"))
  if (declared.some((column) => column?.key === true)) return withKeys((index) => declared[index]?.key === true)
  if (analysis.chart === "figure") return withKeys(() => false)
  const mayBe = (index: number): boolean => isMeasure[index] !== true && declared[index]?.key !== false
  const isText = (index: number): boolean => mayBe(index) && !isTime(columns[index]!.kind)
  const first = isMeasure.indexOf(true)
  if (first === 0 && !columns.some((_, index) => isText(index))) {
    return withKeys((index) => index === 0 && Math.max(rows.length, rowsBefore.length) > 1)
  }
  const leading = withKeys((index) => (first === 0 ? isText(index) : mayBe(index) && (first < 0 || index < first)))
  const tellApart = [rows, rowsBefore].every((list) => areDistinct(list, leading))
  return tellApart ? leading : withKeys((index) => leading[index] === "key" || isText(index))
}

const areDistinct = (rows: ReadonlyArray<Row>, roles: ReadonlyArray<Role>): boolean =>
  new Set(
    rows.map((row) =>
      row
        .filter((_, index) => roles[index] === "key")
        .map(keyText)
        .join("\n")
    )
  ).size === rows.length

/** Where times stand in a period, and which times stand there. */
class PeriodClock {
  readonly #unit: BucketUnit | null
  readonly #offsetAt: OffsetAt
  readonly #start: number
  readonly #startDay: number

  constructor({ from }: Period, { offsetAt, unit }: Pick<ComparisonInput, "offsetAt" | "unit">) {
    this.#offsetAt = offsetAt
    this.#unit = unit
    this.#start = unitNumber(from + offsetAt(from), unit)
    this.#startDay = unitNumber(from + offsetAt(from), "day")
  }

  /** Of a time how many units it is from the period's beginning, by the wall clock; any other value itself. */
  position(value: SqlValue, kind: ColumnKind): SqlValue {
    if (kind === "time" && typeof value === "number") {
      return unitNumber(value + this.#offsetAt(value), this.#unit) - this.#start
    }
    const day = kind === "date" && typeof value === "string" ? Date.parse(`${value}T00:00:00Z`) : Number.NaN
    return Number.isNaN(day) ? value : unitNumber(day, "day") - this.#startDay
  }

  /** The time that stands there; null where the wall clock skips it. */
  at(position: SqlValue, kind: ColumnKind): SqlValue {
    if (typeof position !== "number") return position
    if (kind === "date") return dateText(unitStart(this.#startDay + position, "day"))
    const local = unitStart(this.#start + position, this.#unit)
    const time = instantOf(local, this.#offsetAt)
    return unitNumber(time + this.#offsetAt(time), this.#unit) === this.#start + position ? time : null
  }
}

const sizes = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const
/** 1970 began on a Thursday; weeks begin on Mondays. */
const weekShift = 3 * sizes.day

const unitNumber = (local: number, unit: BucketUnit | null): number => {
  if (unit === null) return local
  if (unit === "month" || unit === "year") {
    const date = new Date(local)
    const year = date.getUTCFullYear() - 1970
    return unit === "year" ? year : year * 12 + date.getUTCMonth()
  }
  return Math.floor((local + (unit === "week" ? weekShift : 0)) / sizes[unit])
}

const unitStart = (number: number, unit: BucketUnit | null): number => {
  if (unit === null) return number
  if (unit === "year") return Date.UTC(1970 + number, 0, 1)
  if (unit === "month") return Date.UTC(1970, number, 1)
  return number * sizes[unit] - (unit === "week" ? weekShift : 0)
}

/** The pairs by a key, if both answers are, forwards or backwards; else as they are. */
const inOrderOf = (
  key: number,
  pairs: ReadonlyArray<Pair>,
  answers: ReadonlyArray<ReadonlyArray<Placed>>
): ReadonlyArray<Pair> => {
  const place = ({ position }: Placed): number => {
    const value = position[key]
    return typeof value === "number" || typeof value === "bigint" ? Number(value) : -Infinity
  }
  const isOrdered = (sign: 1 | -1): boolean =>
    answers.every((rows) =>
      rows.every((placed, index) => index === 0 || sign * (place(placed) - place(rows[index - 1]!)) >= 0)
    )
  const sign = isOrdered(1) ? 1 : isOrdered(-1) ? -1 : null
  if (sign === null) return pairs
  const of = ({ now, before }: Pair): number => place(now ?? before)
  return pairs.toSorted((a, b) => (of(a) === of(b) ? 0 : sign * (of(a) - of(b))))
}

const comparedColumns = (
  columns: ReadonlyArray<ComparedColumn>,
  roles: ReadonlyArray<Role>
): ReadonlyArray<ComparedColumn> => {
  const taken = new Set(columns.map(({ name }) => name))
  const named = (name: string): string => {
    let free = name
    for (let number = 2; taken.has(free); number++) free = `${name}_${number}`
    taken.add(free)
    return free
  }
  return columns.flatMap((column, index) => {
    const { kind, name } = column
    if (roles[index] === "key" && !isTime(kind)) return [column]
    const before = { name: named(`${name}_before`), kind, filter: null }
    if (roles[index] !== "measure") return [column, before]
    const change = { name: named(`${name}_change`), kind: "change" as const, filter: null }
    return [column, before, change]
  })
}

const comparedRow = (
  { now, before }: Pair,
  {
    columns,
    roles,
    keys,
    clocks
  }: {
    readonly columns: ReadonlyArray<ComparedColumn>
    readonly roles: ReadonlyArray<Role>
    readonly keys: ReadonlyArray<number>
    readonly clocks: readonly [PeriodClock, PeriodClock]
  }
): Row =>
  columns.flatMap(({ kind }, index) => {
    const absent = roles[index] === "measure" && zeroKinds.has(kind) ? 0 : null
    const value = now === null ? absent : now.row[index]!
    const valueBefore = before === null ? absent : before.row[index]!
    if (roles[index] === "measure") return [value, valueBefore, changeOf(value, valueBefore)]
    if (roles[index] === "other") return [value, valueBefore]
    if (!isTime(kind)) return [(now ?? before).row[index]!]
    const { position, turn } = now ?? before
    // Of a time that comes twice in one period, the second has no like in the other.
    const like = (clock: PeriodClock): SqlValue => (turn > 1 ? null : clock.at(position[keys.indexOf(index)]!, kind))
    return [now === null ? like(clocks[0]) : value, before === null ? like(clocks[1]) : valueBefore]
  })

const changeOf = (value: SqlValue, before: SqlValue): number | null => {
  const isNumber = (one: SqlValue): one is number | bigint => typeof one === "number" || typeof one === "bigint"
  if (!isNumber(value) || !isNumber(before) || Number(before) === 0) return null
  return (Number(value) - Number(before)) / Number(before)
}
