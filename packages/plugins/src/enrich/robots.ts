/**
 * Every robot known by name: our own table and the list of crawler-user-agents, in the order they are tried.
 *
 * Libraries come late: `W3C-checklink/4.5 libwww-perl/5.8` is a link checker, whatever it is built with. Before them our
 * own table precedes the list; among them it follows, as its rows are less particular (`Python/3.14 aiohttp/3.13`).
 * Between the two stand the few browsers that need a row.
 */
import type { AgentClass } from "@logmill/core/plugin"
import listed from "crawler-user-agents"

import { misfiled, programs, tooWide, type Program } from "./programs.ts"

/** What an entry of the list holds; its own types leave the tags out. */
interface Listed {
  readonly pattern: string
  readonly instances: ReadonlyArray<string>
  readonly tags?: ReadonlyArray<string>
}

const classOfTag: Readonly<Record<string, AgentClass>> = {
  "ai-crawler": "ai-crawler",
  "search-engine": "search",
  monitoring: "monitor",
  "feed-reader": "feed",
  scanner: "scanner",
  "http-library": "library",
  // A browser under the control of a program, whose purpose it does not tell: as little as a library does.
  "browser-automation": "library"
}

/** Builds some 1,600 rows anew at each call. */
export const knownRobots = (): ReadonlyArray<Program> => {
  const list = listed.flatMap(fromListed)
  const isLibrary = ({ agentClass }: Program): boolean => agentClass === "library"
  const isHuman = ({ agentClass }: Program): boolean => agentClass === "human"
  return [
    ...programs.filter((program) => !isLibrary(program) && !isHuman(program)),
    ...list.filter((program) => !isLibrary(program)),
    ...programs.filter(isHuman),
    ...list.filter(isLibrary),
    ...programs.filter(isLibrary)
  ]
}

const fromListed = ({ pattern, instances, tags = [] }: Listed): ReadonlyArray<Program> => {
  const agentClass = misfiled[pattern] ?? classOfTags(tags)
  const name = tooWide[pattern]
  if (name === undefined) return [{ pattern, agentClass }]
  return instances.map((agent) => ({ pattern: `^${agent.replaceAll(/[^\w\s]/g, "\\$&")}$`, agentClass, name }))
}

/** Of several tags, what a robot gathers for AI says most; else the first that has a class of its own. */
const classOfTags = (tags: ReadonlyArray<string>): AgentClass => {
  const classes = tags.flatMap((tag) => classOfTag[tag] ?? [])
  return classes.includes("ai-crawler") ? "ai-crawler" : (classes[0] ?? "other-bot")
}
