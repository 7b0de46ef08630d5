/** What the system says of a file that may be gone, or be where nobody may look, at any time. */
import { type BigIntStats, statSync } from "node:fs"

import { isSystemError } from "@logmill/workers/read/systemError"

/** Its state, or the code of the system's refusal: `ENOENT`, `EACCES`. */
export const fileState = (path: string): BigIntStats | string => {
  try {
    return statSync(path, { bigint: true })
  } catch (cause) {
    if (!isSystemError(cause)) throw cause
    return cause.code!
  }
}
