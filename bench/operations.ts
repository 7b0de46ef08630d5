/** All benchmarks, in the order in which they run and are printed. */
import { analyses } from "./analyses.ts"
import { enrich } from "./enrich.ts"
import { ingestFormats } from "./ingest-formats.ts"
import { ingestGzip } from "./ingest-gzip.ts"
import { ingestMany } from "./ingest-many.ts"
import { ingestPlain } from "./ingest-plain.ts"
import { ingestUnique } from "./ingest-unique.ts"
import type { Operation } from "./operation.ts"
import { rerun } from "./rerun.ts"
import { startup } from "./startup.ts"

export const ingests: ReadonlyArray<Operation> = [ingestPlain, ingestMany, ingestGzip, ingestFormats, ingestUnique]

export const operations: ReadonlyArray<Operation> = [...ingests, rerun, enrich, startup, analyses]
