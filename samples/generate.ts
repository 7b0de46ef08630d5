/**
 * Writes the sample logs, the story they tell (story.json) and the page that tells it (README.md).
 *
 *     node samples/generate.ts
 *
 * The same on every machine: no clock, no chance, no network. Only the deflate stream inside a .gz may differ between
 * releases of zlib; a .gz whose text is already right is therefore left as it is.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { gunzipSync, gzipSync } from "node:zlib"
import { crawl } from "./generator/crawlers.ts"
import { damage, isLost } from "./generator/damage.ts"
import { intrude } from "./generator/intruders.ts"
import { logFiles, write } from "./generator/log.ts"
import type { Line } from "./generator/log.ts"
import { monitor, preview, readFeeds } from "./generator/machines.ts"
import { useApi } from "./generator/partners.ts"
import { visits } from "./generator/people.ts"
import { Random } from "./generator/random.ts"
import { readme } from "./generator/readme.ts"
import { work } from "./generator/staff.ts"
import { story } from "./generator/story.ts"
import type { Story } from "./generator/story.ts"

export type Samples = {
  /** Text by file name, relative to the samples folder; of a `.gz`, what is inside. */
  readonly texts: ReadonlyMap<string, Buffer>
  readonly story: Story
}

export const generate = (): Samples => {
  const random = new Random("seeds")
  const lines: Array<Line> = []
  const emit = (line: Line): void => {
    if (!isLost(line)) lines.push(line)
  }
  for (const actors of [visits, work, crawl, monitor, readFeeds, preview, useApi, intrude]) {
    actors(random.fork(actors.name), emit)
  }
  damage(emit)
  const written = write(lines)
  const told = story(written)
  const texts = new Map<string, Buffer>()
  for (const file of logFiles) {
    const own = written.filter((line) => line.file === file).map(({ text }) => `${text}\n`)
    texts.set(`logs/${file.name}`, Buffer.from(own.join(""), "latin1"))
  }
  texts.set("story.json", Buffer.from(`${JSON.stringify(told, null, 2)}\n`))
  texts.set("README.md", Buffer.from(readme(told)))
  return { texts, story: told }
}

/** A gzip member that says neither when nor on which system it was made. */
export const pack = (text: Buffer): Buffer => {
  const packed = gzipSync(text, { level: 9 })
  packed.writeUInt32LE(0, 4)
  packed[9] = 255
  return packed
}

export const unpack = (name: string, bytes: Buffer): Buffer => (name.endsWith(".gz") ? gunzipSync(bytes) : bytes)

const save = (folder: URL, { texts }: Samples): void => {
  mkdirSync(new URL("logs/", folder), { recursive: true })
  for (const [name, text] of texts) {
    const place = new URL(name, folder)
    if (name.endsWith(".gz") && holds(place, name, text)) continue
    writeFileSync(place, name.endsWith(".gz") ? pack(text) : text)
  }
}

const holds = (place: URL, name: string, text: Buffer): boolean => {
  try {
    return unpack(name, readFileSync(place)).equals(text)
  } catch {
    return false
  }
}

if (import.meta.main) {
  const samples = generate()
  save(new URL("./", import.meta.url), samples)
  for (const { name, lines, entries } of samples.story.files)
    console.log(`${name}: ${lines} lines, ${entries} requests`)
}
