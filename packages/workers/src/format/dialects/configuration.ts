/**
 * The configuration of a server, as far as it says what its logs look like: nginx's `log_format` and `access_log`,
 * Apache's `LogFormat`, `CustomLog`, `GlobalLog` and `TransferLog`, and which files are included. Texts only: who opens
 * the files is the caller's business.
 *
 * Sources: ngx_conf_read_token; ap_cfg_getline and ap_getword_conf.
 */
import { FormatError } from "../definition.ts"

export type ServerName = "nginx" | "apache"

export interface Directive {
  /** As nginx has it; of Apache in small letters. */
  readonly name: string
  readonly args: ReadonlyArray<string>
  /** From 1. */
  readonly line: number
}

/** Whose configuration a text is; null: nobody's. */
export const serverOf = (text: string): ServerName | null => {
  const plain = text.replaceAll(/^[ \t]*#.*$/gm, "")
  if (
    /^\s*(?:LogFormat|CustomLog|GlobalLog|TransferLog|ServerRoot|LoadModule|IncludeOptional|<(?:VirtualHost|IfModule))\b/m.test(
      plain
    )
  )
    return "apache"
  if (/(?:^|[\s;{}])(?:log_format|access_log)\s|\b(?:http|server|events)\s*\{/.test(plain)) return "nginx"
  return /^\s*(?:LogFormat|CustomLog|GlobalLog|TransferLog|Include)\s/im.test(plain) ? "apache" : null
}

export const directivesOf = (text: string, server: ServerName): ReadonlyArray<Directive> =>
  server === "nginx" ? nginxDirectives(text) : apacheDirectives(text)

/** The directive that a text is, and nothing else. Throws a FormatError. */
export const oneOf = (text: string, server: ServerName, name: string): Directive => {
  const directives = directivesOf(server === "nginx" ? `${text.trim().replace(/;$/, "")};` : text, server)
  const [first] = directives
  if (first === undefined || first.name !== name || directives.length > 1) {
    throw new FormatError(
      `this is not one whole ${name}, as it stands in the configuration: ${text.trim().slice(0, 80)}`
    )
  }
  return first
}

const controls: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r" }

/** Blocks open and close where they like: formats are known everywhere. */
const nginxDirectives = (text: string): ReadonlyArray<Directive> => {
  const found: Array<Directive> = []
  let words: Array<string> = []
  let line = 1
  let startLine = 1
  for (let at = 0; at < text.length;) {
    const character = text[at]!
    if (character === "\n") line++
    if (/\s/.test(character) || character === "}") at++
    else if (character === "#") {
      const end = text.indexOf("\n", at)
      at = end < 0 ? text.length : end
    } else if (character === ";" || character === "{") {
      if (words.length > 0) found.push({ name: words[0]!, args: words.slice(1), line: startLine })
      // Lua has quotes and braces of its own.
      const isLua = character === "{" && words[0]?.endsWith("_by_lua_block") === true
      const end = isLua ? endOfBlock(text, at) : at + 1
      line += text.slice(at, end).split("\n").length - 1
      at = end
      words = []
    } else {
      if (words.length === 0) startLine = line
      const { end, word } = nginxWordAt(text, at)
      line += text.slice(at, end).split("\n").length - 1
      words.push(word)
      at = end
    }
  }
  // Its semicolon is missing: nginx would not start, but the format is said.
  if (words.length > 0) found.push({ name: words[0]!, args: words.slice(1), line: startLine })
  return found
}

/** Comments and strings of Lua. */
const luaPassed = /--[^\n]*|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/y

const endOfBlock = (text: string, open: number): number => {
  let depth = 0
  for (let at = open; at < text.length; at++) {
    luaPassed.lastIndex = at
    const passed = luaPassed.exec(text)
    if (passed !== null) at += passed[0].length - 1
    else if (text[at] === '"' || text[at] === "'") {
      // It has no end on its line, which is passed over, so that no other quote on it is tried.
      const newline = text.indexOf("\n", at)
      at = newline < 0 ? text.length : newline
    } else if (text[at] === "{") depth++
    else if (text[at] === "}" && --depth === 0) return at + 1
  }
  return text.length
}

const nginxWordAt = (text: string, start: number): { readonly word: string; readonly end: number } => {
  const first = text[start]!
  const quote = first === "'" || first === '"' ? first : null
  let word = ""
  let at = quote === null ? start : start + 1
  for (; at < text.length; at++) {
    const character = text[at]!
    if (quote === null ? /[\s;]/.test(character) || (character === "{" && text[at - 1] !== "$") : character === quote)
      break
    const next = text[at + 1]
    if (character !== "\\" || next === undefined) word += character
    else if (/['"\\]/.test(next) || (quote === null && /[\s;{}]/.test(next))) word += text[++at]!
    else if (controls[next] !== undefined) word += controls[text[++at]!]
    else word += character
  }
  return { word, end: quote === null ? at : Math.min(at + 1, text.length) }
}

const apacheDirectives = (text: string): ReadonlyArray<Directive> => {
  const found: Array<Directive> = []
  const lines = text.split(/\r?\n/)
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1
    const parts = [lines[index]!]
    while (parts.at(-1)!.endsWith("\\") && index + 1 < lines.length) {
      parts.push(parts.pop()!.slice(0, -1), lines[++index]!)
    }
    const whole = parts.join("")
    const defined = /^\s*<(\/?IfDefine)\s*([^>]*)>/i.exec(whole)
    if (defined !== null) found.push({ name: defined[1]!.toLowerCase(), args: [defined[2]!.trim()], line })
    const match = /^\s*([A-Za-z]\w*)(?:\s+(.*))?$/s.exec(whole)
    if (match !== null) found.push({ name: match[1]!.toLowerCase(), args: apacheWords(match[2] ?? ""), line })
  }
  return found
}

const apacheWords = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/"((?:[^"\\]|\\[^])*)"?|'((?:[^'\\]|\\[^])*)'?|(\S+)/g)].map(([, double, single, bare]) =>
    bare === undefined ? (double ?? single ?? "").replaceAll(/\\(["'\\])/g, "$1") : bare
  )
