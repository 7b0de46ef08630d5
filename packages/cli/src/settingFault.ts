/** Where the setting stands that a command found to be at fault only when it used it. */
import type { IngestError } from "@logmill/core/ingest/IngestError"
import type { StoreError } from "@logmill/core/store/StoreError"

import { Stop } from "./exit.ts"
import { fromIngest } from "./failure.ts"
import type { ResolvedSettings } from "./settings.ts"
import { type SettingName, settingTable } from "./settingTable.ts"

type Origins = Pick<ResolvedSettings, "origins">

/** In front of the sentence, the file and line, or the variable; what was typed as a flag is in sight as it is. */
export const placed =
  ({ origins }: Origins, name: SettingName) =>
  (stop: Stop): Stop => {
    const origin = origins[name]
    if (stop.sentence === null || origin === "default" || origin.startsWith("--")) return stop
    const { key } = settingTable[name]
    const sentence = stop.sentence.replace(`--${key.replaceAll("_", "-")}: `, "")
    return new Stop({ status: stop.status, sentence: `${origin}: ${key}: ${sentence}`, cause: stop.cause })
  }

/** Of an ingest with these settings. */
export const placedIngest =
  (settings: Origins) =>
  (error: IngestError | StoreError): Stop => {
    const stop = fromIngest(error)
    if (error._tag === "IngestError") return error.setting === undefined ? stop : placed(settings, error.setting)(stop)
    return error.reason === "missing" || error.reason === "notOurs" ? placed(settings, "db")(stop) : stop
  }
