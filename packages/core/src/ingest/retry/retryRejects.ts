/**
 * `ingest --retry-rejects`: lines that did not parse are tried again, after a format was corrected or added.
 *
 * All on the main thread: what is tried are rejects, not logs. One transaction a few ranges; asked to stop, or killed, it
 * leaves the rest as rejects, for the next time.
 */
import { statSync } from "node:fs"
import { matchesGlob, resolve, sep } from "node:path"

import { Clock, Effect } from "effect"

import { FormatCatalog } from "@logmill/workers/format/catalog"

import { isAnonymized } from "../../store/anonymity.ts"
import { emptyLog } from "../../store/emptyLog.ts"
import { rememberedGeoip } from "../../store/enrichedWith.ts"
import { openExisting } from "../../store/existing.ts"
import { digestKeyOf } from "../../store/open.ts"
import { catchUp } from "../../store/rollups/stored.ts"
import { findSources, sourcesByPath, type SourceRow, sourcesWithRejects } from "../../store/sources.ts"
import { Writer } from "../../store/writer.ts"
import { type IngestHooks, readRules, ruleNamesOf } from "../Ingest.ts"
import { closeLogFile, type DigestLine, makeDigestLine, openLogFile } from "../LogFile.ts"
import type { IngestKnowledge } from "../options.ts"
import { recognise } from "../recognise.ts"
import { endRun, lastOptions, type RunOptions, startRun } from "../runs.ts"
import { startWriting } from "../Writing.ts"
import type { RetryOptions } from "./options.ts"
import type { RetriedSource, RetryReport } from "./report.ts"
import { RetryMill } from "./RetryMill.ts"
import { retrySource } from "./retrySource.ts"

/** A source to try, and other paths than its own under which it was found. */
interface Named {
  readonly source: SourceRow
  readonly paths: ReadonlyArray<string>
}

export const retryRejects = Effect.fn("retryRejects")(function* (
  options: RetryOptions,
  hooks: Pick<IngestHooks, "onProgress" | "stop">,
  knowledge: IngestKnowledge
) {
  const { dryRun } = options
  const rules = yield* readRules(options, knowledge)
  const startedAt = yield* Clock.currentTimeMillis
  const store = yield* openExisting(options, "try again")
  const digestKey = yield* store.use(digestKeyOf)
  const digestLine = makeDigestLine((yield* store.use(isAnonymized)) ? digestKey : null)
  const catalog = new FormatCatalog(knowledge.formats)
  const ruleNames = ruleNamesOf(rules, options)
  const { named, unknown } = yield* sourcesNamed({ store, catalog, presets: knowledge.presets, digestLine }, options)
  const withRejects = new Set((yield* store.use(sourcesWithRejects)).map(({ id }) => id))
  const toTry = named.filter(({ source }) => withRejects.has(source.id))

  let stopped = false
  yield* hooks.stop.pipe(Effect.andThen(Effect.sync(() => (stopped = true))), Effect.forkScoped)
  const isWriting = !dryRun && toTry.length > 0
  if (isWriting) yield* store.use(catchUp)
  const runId = isWriting
    ? yield* startRun(store, (connection) => runOptionsOf(options, lastOptions(connection)), startedAt)
    : 0
  const geoip = yield* store.use(rememberedGeoip)
  const enrichment = isWriting ? yield* Effect.promise(() => knowledge.enrichment(geoip)) : null
  const writing =
    enrichment === null
      ? null
      : yield* startWriting(store, (connection) => new Writer(connection, runId, ruleNames, enrichment))
  writing?.expect()

  const clock = yield* Clock.Clock
  const mill = new RetryMill(rules, digestKey)
  const filteredBy = new Map<string, number>()
  let lines = 0
  let bytesDone = 0
  let failing = 0
  const sources: Array<RetriedSource> = []
  for (const { paths, source } of toTry) {
    const context = {
      options,
      catalog,
      store,
      writing,
      mill,
      digestKey,
      digestLine,
      isStopped: () => stopped,
      onTried: (tried: number, bytes: number, failed: number) => {
        lines += tried
        bytesDone += bytes
        failing += failed
        hooks.onProgress({
          bytesDone,
          bytesTotal: 0,
          lines,
          rejected: failing,
          sourcesDone: sources.length,
          sourcesTotal: toTry.length,
          elapsedMs: clock.currentTimeMillisUnsafe() - startedAt
        })
      },
      onFiltered: (rule: number, dropped: number) =>
        void filteredBy.set(ruleNames[rule]!, (filteredBy.get(ruleNames[rule]!) ?? 0) + dropped)
    }
    sources.push(yield* retrySource(context, source, paths))
  }

  if (writing !== null) yield* writing.rollUp
  const endedAt = yield* Clock.currentTimeMillis
  const report: RetryReport = {
    sources,
    without: named.filter(({ source }) => !withRejects.has(source.id)).map(({ source }) => source.path),
    unknown,
    filteredBy: [...filteredBy].map(([rule, dropped]) => ({ rule, lines: dropped })),
    elapsedMs: endedAt - startedAt,
    interrupted: stopped
  }
  if (writing !== null) {
    yield* store.use((connection) => {
      endRun(connection, runId, stopped ? "interrupted" : "done", { retried: sources }, endedAt)
      emptyLog(connection)
    })
  }
  return report
}, Effect.scoped)

/** What is not given stays as it was, also for what a later ingest is compared with. */
const runOptionsOf = (options: RetryOptions, last: RunOptions | null): RunOptions => ({
  ...options,
  logZone: options.logZone ?? last?.logZone ?? "UTC",
  trustedProxies: options.trustedProxies ?? last?.trustedProxies ?? [],
  keepExtra: options.keepExtra ?? last?.keepExtra ?? [],
  again: false
})

type Naming = Parameters<typeof recognise>[0] & { readonly digestLine: DigestLine }

/** Sources by number, by a path they were seen under, folder or glob; or by what is in a file of another name. */
const sourcesNamed = Effect.fnUntraced(function* (context: Naming, { cwd, names }: RetryOptions) {
  const { store } = context
  if (names.length === 0) {
    const all = yield* store.use(sourcesWithRejects)
    return { named: all.map((source): Named => ({ source, paths: [] })), unknown: [] }
  }
  const named = new Map<number, Named>()
  const unknown: Array<string> = []
  for (const name of names) {
    const path = resolve(cwd, name)
    const found = yield* store.use((connection) => {
      const byName = [...findSources(connection, name), ...findSources(connection, path)]
      if (byName.length > 0) return byName
      return sourcesByPath(connection, (seen) => seen.startsWith(`${path}${sep}`) || matchesGlob(seen, path))
    })
    const byContent = found.length === 0 && isFile(path) ? yield* recognised(context, path) : null
    if (byContent !== null) found.push(byContent)
    if (found.length === 0) unknown.push(name)
    for (const source of found) {
      const paths = [...(named.get(source.id)?.paths ?? []), ...(byContent === null ? [] : [path])]
      named.set(source.id, { source, paths })
    }
  }
  return { named: [...named.values()].toSorted((a, b) => a.source.id - b.source.id), unknown }
})

/** Null: no source's, or nothing that can be read. */
const recognised = (context: Naming, path: string) =>
  Effect.acquireUseRelease(
    Effect.tryPromise(() => openLogFile(path, context.digestLine)),
    (file) => recognise(context, file),
    (file) => Effect.sync(() => closeLogFile(file))
  ).pipe(
    Effect.map((recognition) => (recognition.kind === "new" ? null : recognition.source)),
    Effect.catchTag("UnknownError", () => Effect.succeed(null))
  )

/** A pipe would be waited for. */
const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true
