/**
 * Published logs of real servers, where there is a folder of them: LOGMILL_CORPUS, or `shared/data` beside the repository.
 * Tests of them are skipped where there is none, and say so in their title and on the console, as few reporters show the
 * title of what is skipped.
 */
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

export const corpus =
  process.env["LOGMILL_CORPUS"] ?? fileURLToPath(new URL("../../../../../shared/data", import.meta.url))

export const hasCorpus = existsSync(corpus)

/** What the title of a block of tests ends with: why it is skipped, where it is. */
export const whySkipped = hasCorpus
  ? ""
  : ` (skipped: no folder ${corpus}, so no real logs were read; LOGMILL_CORPUS names one)`
