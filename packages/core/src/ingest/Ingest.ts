/**
 * The ingest: files in, committed entries and a report out.
 *
 * Finds the files, takes the database for itself, and reads several sources at a time, cut into pieces for the `jobs`
 * parser threads; one writer commits. Effect schedules files, pieces and commits; lines are the workers' business. A
 * file that cannot be read never stops the others. Asked to stop, it commits what is parsed and says so.
 */
import { rmSync } from "node:fs"

import { Clock, Context, Effect, Layer, Semaphore } from "effect"

import { FormatCatalog } from "@logmill/workers/format/catalog"
import { RuleError, Rules } from "@logmill/workers/filter/rules"
import { compressedEnding } from "@logmill/workers/read/compressions"

import { emptyLog } from "../store/emptyLog.ts"
import { beginAnonymous, isAnonymized } from "../store/anonymity.ts"
import { databaseFiles, keyFile, ownFiles } from "../store/filesBeside.ts"
import { rememberedGeoip, rememberNewEnrichment } from "../store/enrichedWith.ts"
import { holderOf, lockDatabase } from "../store/lock.ts"
import { digestKeyOf, inspect } from "../store/open.ts"
import { knownFiles } from "../store/sources.ts"
import { Store } from "../store/Store.ts"
import { type StoreError, storeError } from "../store/StoreError.ts"
import { catchUp } from "../store/rollups/stored.ts"
import { Writer } from "../store/writer.ts"
import { AgentsAhead } from "./AgentsAhead.ts"
import { copyForDryRun } from "./dryRun.ts"
import { discover, type FoundFile } from "./discover.ts"
import { sayIdleRules } from "./idleRules.ts"
import { IngestError } from "./IngestError.ts"
import { sayJoined } from "./joined.ts"
import { makeDigestLine } from "./LogFile.ts"
import { beginNotices, sayKeptSites, sayNoSite } from "./notices.ts"
import { type IngestKnowledge, type IngestOptions, zoneRuleOf } from "./options.ts"
import type { IngestProgress, IngestReport } from "./report.ts"
import { endRun, startRun } from "./runs.ts"
import { ending, type ReadContext } from "./readPieces.ts"
import { isUnchanged, readSource } from "./readSource.ts"
import { Tally } from "./Tally.ts"
import { ParserThread } from "./ParserThread.ts"
import type { StartedParser } from "./startParser.ts"
import { WorkerPool } from "./WorkerPool.ts"
import { sayOtherwise, sourceSettings } from "./sayOtherwise.ts"
import { startWriting } from "./Writing.ts"
import { sayOffsets } from "./writtenOffsets.ts"

export interface IngestHooks {
  /** Called after each commit and each source. */
  readonly onProgress: (progress: IngestProgress) => void
  /** Ends when the ingest should stop early; `Effect.never` when it never should. */
  readonly stop: Effect.Effect<void>
  /** A parser that was started before the ingest was even loaded. */
  readonly parser?: StartedParser | null
  /** A command of logmill as it is to be typed, of its words: `forget 3`. */
  readonly command?: (words: string) => string
}

export class Ingest extends Context.Service<
  Ingest,
  {
    readonly run: (options: IngestOptions, hooks: IngestHooks) => Effect.Effect<IngestReport, IngestError | StoreError>
  }
>()("@logmill/core/ingest/Ingest") {
  static readonly layer = (knowledge: IngestKnowledge): Layer.Layer<Ingest> =>
    Layer.succeed(Ingest, {
      run: Effect.fnUntraced(function* (options, hooks) {
        const rules = yield* readRules(options, knowledge)
        return yield* Effect.scoped(runIngest(options, hooks, knowledge, rules))
      })
    })
}

export const readRules = (
  { drop, keep }: Pick<IngestOptions, "drop" | "keep">,
  { presets }: IngestKnowledge
): Effect.Effect<Rules, IngestError> =>
  Effect.try({
    try: () => new Rules(drop, keep, presets),
    catch: (cause) => {
      const setting = cause instanceof RuleError && cause.list === "keep" ? "keep" : "drop"
      return new IngestError({ reason: "rule", message: (cause as Error).message, setting, cause })
    }
  })

const runIngest = Effect.fn("Ingest.run")(function* (
  options: IngestOptions,
  hooks: IngestHooks,
  knowledge: IngestKnowledge,
  rules: Rules
) {
  const clock = yield* Clock.Clock
  const startedAt = yield* Clock.currentTimeMillis
  const path = options.dryRun ? yield* copyForDryRun(options.databasePath) : options.databasePath
  // A file that is none of ours is left before anything is touched.
  const isNew = (yield* inspected(path)) !== "current"
  const found = discover(options.inputs, options.cwd, ownFiles(options.databasePath))
  const tally = new Tally(found, startedAt, hooks.onProgress)
  if (found.files.length === 0)
    return tally.report({ runId: 0, now: startedAt, interrupted: false, notices: [], hadSources: false })

  // Of a new database it is sure that there is something to read.
  const ahead = isNew ? yield* prepareAhead(options, hooks, knowledge) : null
  let report: IngestReport | undefined
  if (!options.dryRun) yield* takeDatabase(options, () => report)
  const store = yield* openStore(path, options, startedAt)
  if (options.anonymize && !(yield* store.use(beginAnonymous))) {
    const message = `${path} holds clients as they were logged, so that nothing in it would be anonymous; --anonymize needs a new database (--db PATH)`
    return yield* new IngestError({ reason: "notAnonymous", message })
  }
  const runId = yield* startRun(store, () => options, startedAt)
  const ruleNames = ruleNamesOf(rules, options)
  const notices = yield* store.use((connection) => beginNotices(connection, options, runId, ruleNames))
  const paths = found.files.flatMap(({ path, stat }) => (stat === null ? [] : path))
  const ofSite = sayNoSite(options.siteFrom, paths)
  const known = yield* store.use(knownFiles)
  const before = yield* store.use(sourceSettings)
  yield* store.use(catchUp)
  const isSame = found.files.every((file) => isUnchanged(file, known.get(file.path), options))
  const {
    stopped,
    rollUp,
    notices: later
  } = yield* isSame
    ? Effect.sync(() => sayUnchanged(found.files, known, tally))
    : readAll(found.files, {
        options,
        hooks,
        knowledge,
        store,
        runId,
        ruleNames,
        known,
        tally,
        clock,
        ahead
      })

  const endedAt = yield* Clock.currentTimeMillis
  const joined =
    isSame || options.again ? [] : yield* store.use((connection) => sayJoined(connection, tally, commandBy(hooks)))
  const ofSites = yield* store.use((connection) => sayKeptSites(connection, options, tally.outcomes, commandBy(hooks)))
  const otherwise = sayOtherwise(tally.outcomes, { options, before, command: commandBy(hooks) })
  const ofZone = isNew && options.reportZone === null ? sayOffsets(tally.offsets) : []
  const ended = tally.report({
    runId,
    now: endedAt,
    interrupted: stopped,
    notices: [...notices, ...ofSite, ...ofSites, ...otherwise, ...later, ...joined, ...ofZone],
    hadSources: known.size > 0
  })
  const given = { keep: options.keep, presets: knowledge.presets, ruleNames }
  const ofRules = stopped ? [] : yield* store.use((connection) => sayIdleRules(connection, given, ended))
  report = { ...ended, notices: [...ended.notices, ...ofRules] }
  const { counts, filteredBy, rejectedBy, bytes } = report
  yield* rollUp
  yield* store.use((connection) => {
    endRun(connection, runId, stopped ? "interrupted" : "done", { ...counts, filteredBy, rejectedBy, bytes }, endedAt)
    emptyLog(connection)
  })
  return report
})

interface Reading extends Pick<ReadContext, "options" | "store" | "runId" | "ruleNames" | "known" | "tally" | "clock"> {
  readonly hooks: IngestHooks
  readonly knowledge: IngestKnowledge
  readonly ahead: Effect.Success<ReturnType<typeof prepareAhead>> | null
}

interface ReadEnd {
  readonly stopped: boolean
  /** Brings the rollups up to what was read. */
  readonly rollUp: Effect.Effect<void, StoreError>
  readonly notices: ReadonlyArray<string>
}

const readAll = Effect.fnUntraced(function* (
  files: ReadonlyArray<FoundFile>,
  { hooks, knowledge, ahead, ...shared }: Reading
) {
  const { options, store, runId, ruleNames } = shared
  const { jobs } = options
  const geoip = yield* store.use(rememberedGeoip)
  const enrichment = ahead?.enrichment ?? (yield* Effect.promise(() => knowledge.enrichment(geoip)))
  const isSameForAll = yield* store.use((connection) => rememberNewEnrichment(connection, enrichment.madeWith))
  const writing = yield* startWriting(
    store,
    (connection) => new Writer(connection, runId, ruleNames, enrichment),
    new AgentsAhead(enrichment.agent)
  )

  const digestKey = yield* store.use(digestKeyOf)
  const setup = {
    drop: options.drop,
    keep: options.keep,
    presets: knowledge.presets,
    digestKey,
    zone: zoneRuleOf(options.logZone),
    trustedProxies: options.trustedProxies,
    keepExtra: options.keepExtra
  }
  const pool = yield* Layer.build(WorkerPool.layer(jobs, setup, ahead?.thread)).pipe(
    Effect.map(Context.get(WorkerPool))
  )
  let stopped = false
  const stopReading = Effect.sync(() => (stopped = true)).pipe(Effect.andThen(pool.stop))
  yield* hooks.stop.pipe(Effect.andThen(stopReading), Effect.forkScoped)
  yield* writing.failed.pipe(Effect.andThen(stopReading), Effect.forkScoped)

  const locks = new Map<string, Semaphore.Semaphore>()
  const large = yield* Semaphore.make(jobs + 1)
  const context: ReadContext = {
    ...shared,
    presets: knowledge.presets,
    catalog: new FormatCatalog(knowledge.formats),
    pool,
    writing,
    command: commandBy(hooks),
    digestLine: makeDigestLine((yield* store.use(isAnonymized)) ? digestKey : null),
    isStopped: () => stopped,
    oneAtATime: (keys) => (effect) =>
      keys.reduceRight((inner, key) => {
        let lock = locks.get(key)
        if (lock === undefined) locks.set(key, (lock = Semaphore.makeUnsafe(1)))
        return lock.withPermits(1)(inner)
      }, effect)
  }
  const read = (file: FoundFile) =>
    isLarge(file) ? large.withPermits(1)(readSource(context, file)) : readSource(context, file)
  yield* Effect.forEach(inReadingOrder(files), read, {
    concurrency: filesAtATime(jobs),
    discard: true
  })
  const notices = isSameForAll ? enrichment.problems : [...enrichment.problems, whyEnrich]
  return { stopped, rollUp: writing.rollUp, notices } satisfies ReadEnd
})

const commandBy = ({ command }: IngestHooks): ReadContext["command"] => command ?? ((words) => `logmill ${words}`)

const whyEnrich =
  "rules, databases of addresses or code of plugins are others than those that stored values were enriched with; logmill enrich makes all of them alike"

/** What reading them all would come to, without a fiber for each and without what reads and writes. */
const sayUnchanged = (files: ReadonlyArray<FoundFile>, known: ReadContext["known"], tally: Tally): ReadEnd => {
  for (const { path, stat } of files) {
    tally.read(Number(stat!.size))
    tally.end({ path, ...ending("unchanged"), sourceId: known.get(path)!.sourceId })
  }
  return { stopped: false, rollUp: Effect.void, notices: [] }
}

/** What reading takes in any case. A thread starts while the main one makes the enrichment. */
const prepareAhead = Effect.fnUntraced(function* (
  { jobs }: IngestOptions,
  { parser }: IngestHooks,
  knowledge: IngestKnowledge
) {
  const thread = yield* Effect.acquireRelease(
    Effect.sync(() => new ParserThread(jobs, parser ?? undefined)),
    (started) => Effect.promise(() => started.terminate())
  )
  return { thread, enrichment: yield* Effect.promise(() => knowledge.enrichment([])) }
})

/**
 * More files than there are threads, so that none waits while others' batches are committed, and the small changes of
 * several files share a commit.
 */
const filesAtATime = (jobs: number): number => Math.max(16, 4 * jobs)

/**
 * Of large files only as many as keep the threads busy: logs are in the order of time, and read one after the other they
 * meet the same values and days, in dictionaries and rollups.
 */
const isLarge = ({ stat }: FoundFile): boolean => stat !== null && stat.size > 4 * 1024 * 1024

/** What lines were dropped by: a rule, or the absence of all that would have kept them. */
export const ruleNamesOf = ({ names }: Rules, { keep }: Pick<IngestOptions, "keep">): ReadonlyArray<string> =>
  keep.length === 0 ? names : [...names.slice(0, -1), `not kept by ${keep.toSorted().join(", ")}`]

const inspected = (path: string): Effect.Effect<ReturnType<typeof inspect>, StoreError> =>
  Effect.try({ try: () => inspect(path), catch: (cause) => storeError(path, cause) })

/** Takes the database for the scope. One that is made for nothing is not left behind. */
const takeDatabase = Effect.fnUntraced(function* (
  { databasePath, waitMs }: IngestOptions,
  report: () => IngestReport | undefined
) {
  yield* lockDatabase(databasePath, waitMs, holderOf)
  if ((yield* inspected(databasePath)) !== "absent") return
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      if (report()?.outcomes.every((outcome) => outcome.sourceId === null) !== true) return
      for (const file of [...databaseFiles(databasePath), keyFile(databasePath)]) rmSync(file, { force: true })
    })
  )
})

const openStore = (path: string, options: IngestOptions, now: number) => {
  const zone = options.reportZone ?? "UTC"
  const { durability, waitMs } = options
  return Layer.build(Store.layer(path, { zone, zoneRule: zoneRuleOf(zone), durability, now, waitMs })).pipe(
    Effect.map(Context.get(Store))
  )
}

/** Plain files before compressed ones, so that of a log and its copy the log itself is the source. */
const inReadingOrder = (files: ReadonlyArray<FoundFile>): ReadonlyArray<FoundFile> =>
  files.toSorted((a, b) => Number(compressedEnding.test(a.path)) - Number(compressedEnding.test(b.path)))
