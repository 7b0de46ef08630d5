/**
 * The report's HTTP API, under `/api`: what the page asks, and whoever has the token. Each answer that only depends on the
 * stored data carries an ETag made of the data version and the question.
 */
import { Schema, SchemaTransformation } from "effect"
import { HttpApi, HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"

import { cursorPattern } from "../entries/cursor.ts"
import { filterFields } from "./filter.ts"
import { AnalysisInfo, Answer, Busy, Column, Refused, Row, TimedOut, Unreadable } from "./values.ts"

/** As a query has it: digits alone. The format tells the API's description. */
const wholeNumber = (description?: string) =>
  Schema.String.annotate({ format: "uint53", ...(description === undefined ? {} : { description }) })
    .check(Schema.isPattern(/^\d{1,15}$/, { message: "Expected a whole number such as 100" }))
    .pipe(Schema.decodeTo(Schema.Int, SchemaTransformation.numberFromString))

const text = (description: string) => Schema.optionalKey(Schema.String.annotate({ description }))

const someRows = wholeNumber("Rows at most")
const params = text('JSON: {"min_hits": "10"}, as --param has them')
const compare = text("previous, week, year or FROM..TO")

/** What is loaded, for the top bar. */
export const Overview = Schema.Struct({
  version: Schema.String,
  /** The database's file, without its folder. */
  database: Schema.String,
  zone: Schema.String,
  /** Ms UTC, when the database was made: data versions of another one say nothing about it. */
  created_at: Schema.Finite,
  data_version: Schema.Finite,
  entries: Schema.Finite,
  sources: Schema.Finite,
  sites: Schema.Array(Schema.String),
  /** ms UTC; null: nothing is stored. */
  first_time: Schema.NullOr(Schema.Finite),
  last_time: Schema.NullOr(Schema.Finite),
  /** ms UTC, by the server's clock. */
  now: Schema.Finite
}).annotate({ identifier: "Overview" })

export const Catalog = Schema.Struct({
  analyses: Schema.Array(AnalysisInfo),
  /** Files that are no analyses, and why. */
  problems: Schema.Array(Schema.Struct({ file: Schema.String, line: Schema.Finite, reason: Schema.String }))
}).annotate({ identifier: "Catalog" })

/** Why an answer under this filter has no rows: sentences, and where there is one the filter to set instead. */
export const Empty = Schema.Struct({
  reasons: Schema.Array(
    Schema.Struct({
      message: Schema.String,
      instead: Schema.NullOr(Schema.Struct({ name: Schema.String, value: Schema.String }))
    })
  )
}).annotate({ identifier: "Empty" })

/**
 * Rows of the view `entries` with their ids first, the latest one first; `next` goes into `before`. `cut`: the time
 * was over before all places were looked at, so the page may have fewer rows than asked for, or none, and yet a `next`.
 */
export const EntryPage = Schema.Struct({
  columns: Schema.Array(Column),
  rows: Schema.Array(Row),
  next: Schema.NullOr(Schema.String),
  cut: Schema.Boolean,
  /** What part of all entries is behind by now, 0-1. */
  searched: Schema.Finite,
  data_version: Schema.Finite,
  zone: Schema.String
}).annotate({ identifier: "EntryPage" })

/**
 * The line an entry was read from. `same`: the file holds it still, and it was read again and compared with the entry;
 * `changed`: something else stands there; `gone`: no file that was read holds it.
 */
export const OriginalLine = Schema.Struct({
  state: Schema.Literals(["same", "changed", "gone"]),
  file: Schema.String,
  line: Schema.NullOr(Schema.Finite),
  text: Schema.NullOr(Schema.String),
  message: Schema.String
}).annotate({ identifier: "OriginalLine" })

/**
 * Some of the rows of an answer: `rows` begin at `offset` of the `found` ones, which are all `total` unless something was looked
 * for. The rows are kept; another version than the one asked for says that they were no longer.
 */
export const AnswerWindow = Schema.Struct({
  columns: Schema.Array(Column),
  rows: Schema.Array(Row),
  offset: Schema.Finite,
  found: Schema.Finite,
  total: Schema.Finite,
  elapsed_ms: Schema.Finite,
  data_version: Schema.Finite,
  zone: Schema.String,
  sql: Schema.String
}).annotate({ identifier: "AnswerWindow" })

export const SchemaInfo = Schema.Struct({
  views: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      description: Schema.String,
      columns: Schema.Array(Schema.Struct({ name: Schema.String, type: Schema.String, description: Schema.String }))
    })
  ),
  functions: Schema.Array(
    /** `signature`: `bucket(time, unit)`; of SQLite's own only the name is told, with an empty description. */
    Schema.Struct({ name: Schema.String, signature: Schema.String, description: Schema.String })
  )
}).annotate({ identifier: "SchemaInfo" })

export const Statement = Schema.Struct({
  sql: Schema.String,
  params: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  filter: Schema.optionalKey(Schema.Struct(filterFields)),
  /** Rows at most, 10,000 without. */
  max_rows: Schema.optionalKey(Schema.Finite),
  /** ms, 30,000 without. */
  timeout: Schema.optionalKey(Schema.Finite)
}).annotate({ identifier: "Statement" })

export const StatementAnswer = Schema.Struct({
  columns: Schema.Array(Column),
  rows: Schema.Array(Row),
  complete: Schema.Boolean,
  elapsed_ms: Schema.Finite,
  data_version: Schema.Finite,
  zone: Schema.String,
  /** Rows there are; null when they are too many to count on. */
  total: Schema.NullOr(Schema.Finite),
  /** The SQL that ran, with its values written in. */
  sql: Schema.String,
  /** What the writer should know: why there are no rows, columns that SQLite takes from any row. */
  notes: Schema.Array(Schema.String),
  /** What says the same over sums, in less time; null: nothing, or it is not worth a word. */
  faster: Schema.NullOr(Schema.Struct({ view: Schema.String, sql: Schema.String, message: Schema.String }))
}).annotate({ identifier: "StatementAnswer" })

/** Rows of EXPLAIN QUERY PLAN: id, parent, what is done; names of `:parameters` in the order they are met. */
export const Plan = Schema.Struct({
  rows: Schema.Array(Row),
  sql: Schema.String,
  parameters: Schema.Array(Schema.String)
}).annotate({ identifier: "Plan" })

/** `search`: what stands behind `?` in the page's address. */
export const SavedView = Schema.Struct({ name: Schema.String, search: Schema.String }).annotate({
  identifier: "SavedView"
})

export const SavedQuery = Schema.Struct({ name: Schema.String, sql: Schema.String }).annotate({
  identifier: "SavedQuery"
})

/** What changes while one looks. As a stream: sent when something changed, at least every 15 s. `ingest` null: none is running. */
export const Change = Schema.Struct({
  /** As of the overview. */
  created_at: Schema.Finite,
  data_version: Schema.Finite,
  entries: Schema.Finite,
  last_time: Schema.NullOr(Schema.Finite),
  ingest: Schema.NullOr(Schema.Struct({ started_at: Schema.Finite, lines: Schema.Finite, sources: Schema.Finite }))
})

const questionErrors = [Refused, TimedOut, Busy, Unreadable]

/** Who changes one gets all of them. */
const queries = { success: Schema.Array(SavedQuery), error: [Refused] } as const
const views = { success: Schema.Array(SavedView), error: [Refused] } as const

export const ReportApi = HttpApi.make("report")
  .add(
    HttpApiGroup.make("data")
      .add(
        HttpApiEndpoint.get("overview", "/overview", { success: Overview, error: [Unreadable] }).annotate(
          OpenApi.Summary,
          "What is loaded"
        )
      )
      .add(
        HttpApiEndpoint.get("sources", "/sources", { success: Answer, error: [Unreadable] }).annotate(
          OpenApi.Summary,
          "The logs that were read, with their counts of lines"
        )
      )
      .add(
        HttpApiEndpoint.get("rejects", "/rejects", {
          query: {
            limit: Schema.optionalKey(someRows),
            source: filterFields.source,
            reason: Schema.optionalKey(Schema.Array(Schema.String).annotate({ description: "no-time, bad-status" }))
          },
          success: Answer,
          error: questionErrors
        }).annotate(OpenApi.Summary, "Lines that did not parse, with the reason and the text")
      )
      .add(
        HttpApiEndpoint.get("state", "/state", { success: Change, error: questionErrors }).annotate(
          OpenApi.Summary,
          "The data version, and the ingest that runs"
        )
      )
      .add(
        HttpApiEndpoint.get("live", "/live", { success: HttpApiSchema.StreamSse({ data: Change }) }).annotate(
          OpenApi.Summary,
          "The same as server-sent events: at once, at each change, at least every 15 seconds"
        )
      )
  )
  .add(
    HttpApiGroup.make("entries")
      .add(
        HttpApiEndpoint.get("entries", "/entries", {
          query: {
            ...filterFields,
            limit: Schema.optionalKey(someRows),
            before: Schema.optionalKey(
              Schema.String.annotate({ description: "What next of the page before says" }).check(
                Schema.isPattern(cursorPattern)
              )
            ),
            id: Schema.optionalKey(wholeNumber("One entry alone, whatever the filter"))
          },
          success: EntryPage,
          error: questionErrors
        }).annotate(OpenApi.Summary, "Entries behind a filter, the latest first")
      )
      .add(
        HttpApiEndpoint.get("line", "/entries/:id/line", {
          params: { id: wholeNumber() },
          success: OriginalLine,
          error: questionErrors
        }).annotate(OpenApi.Summary, "The line an entry was read from, if a file still holds it")
      )
  )
  .add(
    HttpApiGroup.make("analyses")
      .add(
        HttpApiEndpoint.get("list", "/analyses", { success: Catalog }).annotate(
          OpenApi.Summary,
          "All analyses: parameters, columns, cost and chart"
        )
      )
      .add(
        HttpApiEndpoint.get("run", "/analyses/:id", {
          params: { id: Schema.String },
          query: {
            ...filterFields,
            params,
            limit: Schema.optionalKey(someRows),
            compare
          },
          success: Answer,
          error: questionErrors
        }).annotate(OpenApi.Summary, "The answer of an analysis")
      )
      .add(
        HttpApiEndpoint.get("rows", "/analyses/:id/rows", {
          params: { id: Schema.String },
          query: {
            ...filterFields,
            params,
            offset: Schema.optionalKey(wholeNumber()),
            limit: Schema.optionalKey(wholeNumber("Rows at most, 200 without")),
            sort: text("A column; -hits: the largest first"),
            find: text("Words that cells of a row have"),
            data_version: Schema.optionalKey(
              wholeNumber("Of rows that were sent before: those of this version are meant, if they are still kept")
            )
          },
          success: AnswerWindow,
          error: questionErrors
        }).annotate(OpenApi.Summary, "Some rows of an answer: sorted, and searched for words")
      )
      .add(
        HttpApiEndpoint.get("empty", "/empty", { query: filterFields, success: Empty, error: questionErrors }).annotate(
          OpenApi.Summary,
          "Why an answer under this filter has no rows"
        )
      )
  )
  .add(
    HttpApiGroup.make("sql")
      .add(
        HttpApiEndpoint.get("schema", "/schema", { success: SchemaInfo, error: [Unreadable] }).annotate(
          OpenApi.Summary,
          "Views with their columns, and functions of SQL"
        )
      )
      .add(
        HttpApiEndpoint.post("statement", "/sql", {
          payload: Statement,
          success: StatementAnswer,
          error: questionErrors
        }).annotate(OpenApi.Summary, "The answer to one statement that reads")
      )
      .add(
        HttpApiEndpoint.post("plan", "/sql/plan", {
          payload: Statement,
          success: Plan,
          error: questionErrors
        }).annotate(OpenApi.Summary, "SQLite's plan of a statement, and its parameters")
      )
  )
  .add(
    HttpApiGroup.make("own")
      .add(HttpApiEndpoint.get("queries", "/queries", queries).annotate(OpenApi.Summary, "Saved queries"))
      .add(
        HttpApiEndpoint.put("saveQuery", "/queries", {
          payload: SavedQuery,
          ...queries
        }).annotate(OpenApi.Summary, "Saves a query, in place of one with its name")
      )
      .add(
        HttpApiEndpoint.delete("removeQuery", "/queries", {
          query: { name: Schema.String },
          ...queries
        }).annotate(OpenApi.Summary, "Removes a saved query")
      )
      .add(HttpApiEndpoint.get("views", "/views", views).annotate(OpenApi.Summary, "Saved views of the page"))
      .add(
        HttpApiEndpoint.put("saveView", "/views", {
          /** `was`: the name it had; then it is renamed, and takes no other's place. */
          payload: Schema.Struct({ ...SavedView.fields, was: Schema.optionalKey(Schema.String) }),
          ...views
        }).annotate(OpenApi.Summary, "Saves a view, in place of one with its name, or renames one")
      )
      .add(
        HttpApiEndpoint.delete("removeView", "/views", {
          query: { name: Schema.String },
          ...views
        }).annotate(OpenApi.Summary, "Removes a saved view")
      )
      .add(
        HttpApiEndpoint.post("savePanel", "/panels", {
          /** Becomes `ID.sql` in the user's own folder of analyses. */
          payload: Schema.Struct({
            id: Schema.String,
            title: Schema.String,
            description: Schema.optionalKey(Schema.String),
            chart: AnalysisInfo.fields.chart,
            sql: Schema.String,
            /** Values of its parameters, which become their defaults. */
            params: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
          }),
          /** `cost` as it was measured. */
          success: Schema.Struct({ file: Schema.String, cost: AnalysisInfo.fields.cost }),
          error: questionErrors
        }).annotate(OpenApi.Summary, "Makes an analysis of a statement")
      )
  )
  .add(
    HttpApiGroup.make("exports").add(
      HttpApiEndpoint.get("download", "/export", {
        query: {
          ...filterFields,
          form: Schema.Literals(["csv", "ndjson", "json"]),
          analysis: text("All rows of this one; absent: the selected entries"),
          params,
          compare,
          columns: Schema.optionalKey(
            Schema.Array(Schema.String).annotate({
              description: "Of the entries: names, also several between commas; absent: all"
            })
          )
        },
        success: HttpApiSchema.StreamUint8Array({
          contentType: ["text/csv", "application/x-ndjson", "application/json"]
        }),
        error: questionErrors
      }).annotate(OpenApi.Summary, "All entries behind a filter, or all rows of an analysis, as a file"),
      HttpApiEndpoint.get("archive", "/archive", {
        query: {
          ...filterFields,
          params: text('JSON, by analysis: {"paths": {"visitors": "true"}}'),
          compare
        },
        /** A ZIP with a CSV for each analysis. */
        success: HttpApiSchema.StreamUint8Array({ contentType: "application/zip" }),
        error: questionErrors
      }).annotate(OpenApi.Summary, "A ZIP with a CSV of each analysis")
    )
  )
  .prefix("/api")
