/** Layers for tests that ask a database: made in a temporary folder, which goes with the scope. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, FileSystem, Layer, type Scope } from "effect"
import { join } from "node:path"

import type { AnalysisFolder } from "../analysis/contract.ts"
import { Analyses } from "../analysis/runner.ts"
import { QueryEngine, type QueryEngineOptions } from "../query/QueryEngine.ts"
import { makeDatabase, type Rollups, type TestSource } from "./database.ts"

/** The path of a new database in a folder of its own. */
export const temporaryDatabase = (sources: ReadonlyArray<TestSource>, zone = "UTC", rollups: Rollups = {}) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const file = join(yield* fs.makeTempDirectoryScoped({ prefix: "logmill-" }), "test.db")
    makeDatabase(file, sources, zone, rollups)
    return file
  })

export const engineLayer = (
  sources: ReadonlyArray<TestSource>,
  zone = "UTC",
  options: QueryEngineOptions = {},
  rollups: Rollups = {}
) =>
  Layer.unwrap(Effect.map(temporaryDatabase(sources, zone, rollups), (file) => QueryEngine.layer(file, options))).pipe(
    Layer.provideMerge(NodeServices.layer)
  )

/** Over a new database with one entry, whose file the test is given. */
export const withEngine = <A, E>(
  test: (file: string) => Effect.Effect<A, E, QueryEngine | FileSystem.FileSystem | Scope.Scope>,
  options: QueryEngineOptions = {}
) =>
  Effect.gen(function* () {
    const file = yield* temporaryDatabase([{ path: "a.log", entries: [{}] }])
    return yield* test(file).pipe(Effect.scoped, Effect.provide(QueryEngine.layer(file, options)))
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

/** Analyses of these folders over a new database, without a cache. */
export const analysesLayer = (
  sources: ReadonlyArray<TestSource>,
  folders: ReadonlyArray<AnalysisFolder>,
  zone = "UTC"
) => Analyses.layer({ folders }).pipe(Layer.provideMerge(engineLayer(sources, zone)))
