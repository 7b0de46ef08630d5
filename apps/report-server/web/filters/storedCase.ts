/** A word in the case in which values hold it, as the server tells it of a pattern that selects nothing. */
import type { Api } from "../api/Api.ts"
import type { ListName } from "./filters.ts"
import { patternOfGlob, sayPattern } from "./pattern.ts"

/** Null: no value of this field holds it. */
export const storedCase = async (
  api: Pick<Api, "whyEmpty">,
  name: ListName,
  word: string,
  signal: AbortSignal
): Promise<string | null> => {
  const { reasons } = await api.whyEmpty({ [name]: [patternOfGlob(["", word, ""])] }, signal)
  const [reason] = reasons
  if (reason === undefined) return word
  const { instead } = reason
  if (instead === null || instead.name !== name) return null
  const { operator, text } = sayPattern(instead.value)
  return operator === "contains" ? text : null
}
