/**
 * What to call a robot, from the text it gives itself: `Googlebot`, `bingbot`, `python-requests`, `Tiny Tiny RSS`.
 *
 * The place where a pattern matched says which word it is; the word itself is the agent's, in the agent's spelling and
 * without its version. Where the pattern matched inside an address (`yandex.com/bots`) the name is that of the first
 * product in the text that is no part of a browser.
 */

const longest = 60

/** `start` and `end` say where a pattern matched. Null when the text has no word that could be a name. */
export const nameAt = (agent: string, start: number, end: number): string | null => {
  const from = start + /^[^\p{L}\p{N}]*/u.exec(agent.slice(start, end))![0].length
  if (isWithinAddress(agent, from)) return productName(agent)
  const before = /[\w-]*$/.exec(upTo(agent, from))![0]
  const matched = /^[^/;,()+"<>@]*/.exec(agent.slice(from, end))![0]
  const after = matched.length < end - from ? "" : /^[\w-]*/.exec(agent.slice(end))![0]
  const name = nameOf(before + matched + after)
  return name === null || partOfBrowser.test(name) ? productName(agent) : name
}

/** The same when the match may be a part of a longer name: `Digg Feed Fetcher` for `Feed`. */
export const nameAround = (agent: string, start: number, end: number): string | null =>
  nameAt(
    agent,
    start - /(?:(?<![\w./-])[A-Za-z][\w.-]* )*$/.exec(upTo(agent, start))![0].length,
    end + /^[\w-]*(?: [A-Za-z][\w-]*)*/.exec(agent.slice(end))![0].length
  )

/** The little before a place that a name can reach back to: expressions that end in `$` look at every character of it. */
const upTo = (agent: string, place: number): string => agent.slice(Math.max(0, place - longest), place)

const isWithinAddress = (agent: string, place: number): boolean =>
  /(?:https?:|www\.|@|\w\.)[^\s()<>;,]*$/i.test(upTo(agent, place)) ||
  /^(?:https?:|www\.)/i.test(agent.slice(place, place + 6))

/** The first product, after `compatible` where the text has that word; else the host of the first address. */
const productName = (agent: string): string | null => {
  const text = agent.replace(/(?:https?:\/\/|www\.|[\w.+-]{1,64}@)[^\s()<>;,]*/gi, "")
  for (const part of [text.slice(text.lastIndexOf("compatible") + 1), text]) {
    for (const [words] of part.matchAll(product)) {
      const name = nameOf(words)
      if (name !== null && !partOfBrowser.test(name) && !language.test(name)) return name
    }
  }
  return nameOf(/(?:https?:\/\/|www\.|@)(?:www\.)?([\w.-]+)/i.exec(agent)?.[1] ?? "")
}

/** Words before a slash, a version, or the end of what stands between brackets, commas and semicolons. */
const product =
  /(?<![\p{L}\p{N}_./-])[\p{L}_][\p{L}\p{N}_.-]{0,39}(?: [\p{L}_][\p{L}\p{N}_.-]{0,39}){0,5}(?=\/|[ +-]*(?:$|[();,]| v?\d))/gu

const partOfBrowser =
  /^(?:Mozilla|[co]?ompatible|AppleWebKit|KHTML|(?:like )?Gecko|Chrom(?:e|ium)|CriOS|Safari|Mobile.*|Version|Firefox|MSIE|Trident|Edge?|Opera|OPR|Electron|Windows.*|Win64|WOW64|SV1|x\d+|X11|ARM|Touch|(?:\w+ )?Linux.*|Ubuntu.*|Macintosh|(?:Intel|PPC) Mac.*|like Mac.*|iPhone.*|iPad|CPU.*|Android.*|Nexus.*|K|N|U|wv|[Rr]v|.*Build)$/

const language = /^[a-z][a-z](?:[-_]\w\w)?$/

/** Without version, and without punctuation at its ends; null when nothing is left. */
const nameOf = (words: string): string | null => {
  const name = words
    .replace(/[\s/_-]*\bv?\d+(?:\.\d+)+.*$|[\s_-]v?\d+$/, "")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .slice(0, longest)
    .replace(/[^\p{L}\p{N}!]+$/u, "")
  return name === "" ? null : name
}
