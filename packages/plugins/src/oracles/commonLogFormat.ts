/** Lines of the Common Log Format's family, read by an expression. */
import { byExpression } from "./values.ts"

const quoted = (name: string): string => `"(?<${name}>(?:[^"\\\\]|\\\\.)*)"`

/** Without and with a virtual host; referrer and agent where they are, the agent's quote may be lost; what follows is not stored. */
export const clf = byExpression(
  new RegExp(
    String.raw`^(?:(?<site>[^\s:]+?)(?::(?<port>\d+))? (?=\S+ - ))?(?<client>\S+) - (?<user>\S+) \[(?<time>[^\]]+)\] ${quoted("request")} (?<status>\d+|-) (?<bytes>\d+|-)(?: ${quoted("referrer")} "(?<agent>(?:[^"\\]|\\.)*)(?:".*)?)?$`
  )
)
