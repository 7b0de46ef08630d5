/** What is wrong with a text that is no TOML, in the parser's words, and what to type instead where that can be told. */
import type { TomlError } from "smol-toml"

/** The rest of a sentence; the line is the error's. */
export const tomlFault = ({ line, message }: TomlError, toml: string): string => {
  const reason = message.split("\n")[0]!.replace(/^Invalid TOML document:\s*/i, "")
  const [, key, value] =
    /^\s*([\w.-]+)\s*=\s*([^\s"'[{#][^"'#]*?)\s*(?:#.*)?$/.exec(toml.split("\n")[line - 1] ?? "") ?? []
  return key === undefined ? reason : `${reason}; a text stands in quotes: ${key} = "${value}"`
}
