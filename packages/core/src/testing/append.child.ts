/**
 * A server that writes its log: appends a text to a file in portions that end anywhere, now and then rotating it.
 *
 *     append.child.ts TEXT-FILE LOG SEED never|rename|truncate
 *
 * After each quarter it waits until somebody removes TEXT-FILE.pause: a reader that is slow sees it grow all the same.
 * `truncate` copies the log away and cuts it, between two of its lines, as logrotate's copytruncate does.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync
} from "node:fs"
import { setTimeout } from "node:timers/promises"

const [textFile, log, seed, rotation] = process.argv.slice(2) as [string, string, string, string]
const text = readFileSync(textFile)

let state = Number(seed)
const random = (below: number): number => {
  state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
  return Math.floor((state / 2 ** 32) * below)
}

let fd = openSync(log, "a")
let rotations = 0
let quarters = 0
// Whoever looks now sees half a line.
writeSync(fd, text, 0, 30)
await setTimeout(random(300))
for (let at = 30; at < text.length;) {
  const end = random(4) === 0 ? text.indexOf(0x0a, at) + 1 : at + 1 + random(3000)
  at += writeSync(fd, text, at, Math.min(end, text.length) - at)
  const isWhole = text[at - 1] === 0x0a
  if (rotation !== "never" && isWhole && at < text.length && random(6) === 0) {
    rotations++
    if (rotation === "rename") {
      renameSync(log, `${log}.${rotations}`)
      closeSync(fd)
      fd = openSync(log, "a")
    } else {
      copyFileSync(log, `${log}.${rotations}`)
      ftruncateSync(fd)
    }
  }
  if (Math.floor((4 * at) / text.length) > quarters && at < text.length) {
    quarters++
    writeFileSync(`${textFile}.pause`, "")
    while (existsSync(`${textFile}.pause`)) await setTimeout(5)
  }
  if (random(3) === 0) await setTimeout(random(20))
}
closeSync(fd)
