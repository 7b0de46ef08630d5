/** The offsets of the report zone as the database has them: days never move when the host learns new rules. */
import { asc } from "drizzle-orm"

import type { ZoneRule } from "@logmill/workers/zone"

import type { Connection } from "../open.ts"
import { zoneOffset } from "../schema.ts"

export const reportZone = ({ db }: Connection): ZoneRule =>
  db
    .select({ from: zoneOffset.fromTime, offset: zoneOffset.offset })
    .from(zoneOffset)
    .orderBy(asc(zoneOffset.fromTime))
    .all()
    .map(({ from, offset }) => [from, offset])
