/** What is wrong with a text that is no TOML, in the parser's words, and what to type instead where that can be told. */
import type { TomlError } from "smol-toml"

/** The rest of a sentence; the line is the error's. */
export const tomlFault = ({ line, message }: TomlError, toml: string): string => {
  const reason = message.split("\n")[0]!.replace(/^Invalid TOML document:\s*/i, "")
  const written = toml.split("\n")[line - 1] ?? ""
  const [, named, sign] = /^\s*([\w.-]+)\s*(=|:)/.exec(written) ?? []
  if (/redefine/.test(reason) && named !== undefined) return `${named} stands there twice; ${reason}`
  const [, key, value] = /^\s*([\w.-]+)\s*=\s*([^\s"'[{#][^"'#]*?)\s*(?:#.*)?$/.exec(written) ?? []
  if (key !== undefined) return `${reason}; a text stands in quotes: ${key} = "${value}"`
  if (sign === ":") return `${reason}; = stands behind a key: ${named} = ...`
  return /control character/.test(reason) ? `${reason}; is a quote not closed?` : reason
}
