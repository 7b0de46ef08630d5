/**
 * Which browser on which system and device an agent is, as bowser tells it.
 *
 * bowser tries some hundred and fifty expressions one after the other, 15 µs an agent; and a log may have another agent in
 * each line. So its lists are gone through here, in their order and with their own tests, but a test is made only where
 * one of the words stands without which it cannot hold (testWords.ts): one walk over the text finds these (needles.ts).
 * It says the same as bowser by construction, and tests compare them.
 *
 * Of an agent it looks at no more than 1,024 characters, so that no text of any length makes an expression slow.
 */
import type { AgentDetails } from "@logmill/core/plugin"
import browserList, { type Asked, type Described, type Descriptor } from "bowser/src/parser-browsers.js"
import systemList from "bowser/src/parser-os.js"
import deviceList from "bowser/src/parser-platforms.js"

import { longestAgent } from "./longestAgent.ts"
import { Needles } from "./needles.ts"
import { wordsOfTest } from "./testWords.ts"

export type BrowserDetails = Pick<AgentDetails, "browser" | "browserVersion" | "os" | "osVersion" | "device">

/** Takes some milliseconds; the function itself two to three microseconds a call, and it remembers nothing. */
export const makeBrowserDetector = (): ((agent: string) => BrowserDetails) => {
  const lists = [browserList, systemList, deviceList].map(toList)
  const [browsers, systems, devices] = lists as [List, List, List]
  const words = lists.flatMap((list) => list.words.map(({ at, word }) => ({ list, at, word })))
  const needles = new Needles(words.map(({ word }) => word))
  const parser = new ParsedAgent()
  const visit = (index: number): void => {
    const { at, list } = words[index]!
    list.possible[at >> 5]! |= 1 << at
  }
  return (agent) => {
    const text = agent.slice(0, longestAgent)
    for (const { always, possible } of lists) for (let at = 0; at < always.length; at++) possible[at] = always[at]!
    needles.walk(text, visit)
    parser.begin(text)
    const browser = firstOf(browsers, parser)
    parser.browser = browser
    // The last of the list repeats words of an agent that it does not know: no family of browsers.
    const isKnown = browsers.found < browserList.length - 1
    const system = firstOf(systems, parser)
    parser.system = system
    return detailsOf(browser, system, firstOf(devices, parser), isKnown)
  }
}

/** What is stored of what bowser says. */
export const detailsOf = (
  browser: Described,
  system: Described,
  device: Described,
  isKnown: boolean
): BrowserDetails => {
  return {
    browser: isKnown ? browser.name! : null,
    browserVersion: isKnown ? majorOf(browser.version) : null,
    os: system.name ?? null,
    osVersion: versionOfSystem(system),
    device: device.type === undefined || device.type === "bot" ? null : device.type
  }
}

const majorOf = (version: string | undefined): string | null => /^\d+/.exec(version ?? "")?.[0] ?? null

/** Windows by the names people know (`10` for NT 10.0), macOS before 11 by two numbers: each 10.x was a system of its own. */
const versionOfSystem = ({ name, version, versionName }: Described): string | null => {
  if (name === "Windows") return versionName ?? null
  if (name === "macOS") return /^10\.\d+/.exec(version ?? "")?.[0] ?? majorOf(version)
  return majorOf(version)
}

interface List {
  readonly descriptors: ReadonlyArray<Descriptor>
  /** Of a descriptor's place `at` in the list: one of the words of one of its expressions. */
  readonly words: ReadonlyArray<{ readonly at: number; readonly word: string }>
  /** A bit for each place: whether there is no word for it. */
  readonly always: Int32Array
  /** The same: whether it may match the agent at hand. */
  readonly possible: Int32Array
  /** The place of the one that matched it. */
  found: number
}

const toList = (descriptors: ReadonlyArray<Descriptor>): List => {
  const words: Array<List["words"][number]> = []
  const always = new Int32Array((descriptors.length + 31) >> 5)
  for (const [at, { test }] of descriptors.entries()) {
    const needed = wordsOfTest(test)
    if (needed === null) always[at >> 5]! |= 1 << at
    else words.push(...needed.map((word) => ({ at, word })))
  }
  return { descriptors, words, always, possible: new Int32Array(always.length), found: 0 }
}

const firstOf = (list: List, parser: ParsedAgent): Described => {
  const { descriptors, possible } = list
  for (let word = 0; word < possible.length; word++) {
    for (let bits = possible[word]!; bits !== 0; bits &= bits - 1) {
      list.found = word * 32 + 31 - Math.clz32(bits & -bits)
      const { describe, test } = descriptors[list.found]!
      const isMatch = typeof test === "function" ? test(parser) : test.some(parser.test)
      if (isMatch) return describe(parser.getUA(), parser)
    }
  }
  return {}
}

/** bowser's parser of an agent, as far as the lists ask for it. Only a browser's own words would tell brands. */
class ParsedAgent implements Asked {
  #agent = ""
  #browser = nameless
  #system = nameless
  #systemVersion: string | undefined

  begin(agent: string): void {
    this.#agent = agent
    this.#browser = this.#system = nameless
    this.#systemVersion = undefined
  }

  set browser({ name }: Described) {
    this.#browser = namesOf(name)
  }

  set system({ name, version }: Described) {
    this.#system = namesOf(name)
    this.#systemVersion = version
  }

  readonly test = (regex: RegExp): boolean => regex.test(this.#agent)
  readonly hasBrand = (): boolean => false
  readonly getBrandVersion = (): undefined => undefined
  readonly getUA = (): string => this.#agent
  readonly getBrowserName = (isLower = false): string => this.#browser[isLower ? "lower" : "name"]
  readonly getOSName = (isLower = false): string => this.#system[isLower ? "lower" : "name"]
  readonly getOSVersion = (): string | undefined => this.#systemVersion
}

/** Without one, `undefined` in small letters: so bowser has it. */
const namesOf = (name: string | undefined) => ({ name: name ?? "", lower: String(name).toLowerCase() })
const nameless = namesOf(undefined)
