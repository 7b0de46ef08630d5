/**
 * The thread of Guard.ts. When the main thread has been in the code of an enricher for a moment, it lets signals end the
 * process; when it has been for too long, or has left hardly any memory, of which a process would die without a word, it says
 * whose code that is, and where, and ends the process.
 *
 * It reaches into the main thread as a debugger does, which stops any JavaScript. What is inside of a system call can't be
 * stopped so: then there is no line to tell, and the process is killed.
 */
import { writeSync } from "node:fs"
import type { Debugger, Session as InspectorSession } from "node:inspector"
import { pathToFileURL } from "node:url"
import { parentPort, workerData } from "node:worker_threads"

import { escapeText } from "../output/escape.ts"
import { endEvent, type Stalled, stalledEvent, tickOf, type WatchdogData, type Watched } from "./watchdog.ts"

const { clearLine, memory, patience, shared } = workerData as WatchdogData
const cells = new Int32Array(shared)
const tick = tickOf(patience)
const watched: Array<Watched> = []
parentPort!.on("message", (one: Watched) => (watched[one.index] = one))

/** Milliseconds that the main thread has to answer, before it is taken to be inside of a system call. */
const answerWithin = Math.min(2000, 5 * patience)

let before = 0
let ticks = 0
let stalled: Stalled = { at: null }

const look = (): void => {
  const now = Atomics.load(cells, 0)
  const isRun = (now & 1) === 1
  const bytes = isRun ? process.memoryUsage.rss() : 0
  if (bytes > memory) return void end(`has taken logmill to ${(bytes / 2 ** 30).toFixed(1)} GiB of memory`)
  if (!isRun || now !== before) {
    before = now
    ticks = 0
    return
  }
  // Ticks, not times: a process that was stopped meanwhile has had none.
  if (++ticks === 1) letSignalsEnd()
  if (ticks * tick < patience) return
  const at = stalled.at === null ? "" : ` from the ${stalled.at}`
  void end(`has not come back${at} for ${patience / 1000} s`)
}
const looking = setInterval(look, tick)

/** Null: this Node has no debugger, or lets nobody in. */
const connect = (): InspectorSession | null => {
  try {
    const session = new (process.getBuiltinModule("node:inspector").Session)()
    session.connectToMainThread()
    return session
  } catch {
    return null
  }
}

const letSignalsEnd = (): void => {
  stalled = { at: null }
  const session = connect()
  const expression = `(() => { const told = {}; process.emit("${stalledEvent}", told); return JSON.stringify(told) })()`
  session?.post("Runtime.evaluate", { expression }, (_, answer) => {
    const text = answer?.result.value as string | undefined
    if (text !== undefined) stalled = JSON.parse(text) as Stalled
    session.disconnect()
  })
}

const end = async (fault: string): Promise<void> => {
  clearInterval(looking)
  const session = connect()
  const one = watched[cells[1]!]!
  const place = session === null ? null : await lineOf(session, one.file)
  writeSync(2, `${clearLine}${escapeText(sentence(one, place ?? "", fault))}\n`)
  if (place !== null) session?.post("Runtime.evaluate", { expression: `process.emit("${endEvent}")` })
  setTimeout(() => process.kill(process.pid, "SIGKILL"), place === null ? 0 : answerWithin)
}

const sentence = ({ file, name, remedy }: Watched, place: string, fault: string): string =>
  `logmill: the enricher of the plugin ${name} (${file}${place}) ${fault}, so logmill was ended; what it had stored is whole. ${remedy}`

/** `, line 3`: where in the file the main thread is, which it stops there; nothing: elsewhere; null: it can't be stopped. */
const lineOf = (session: InspectorSession, file: string): Promise<string | null> => {
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const scripts = new Set<string>()
  session.on("Debugger.scriptParsed", ({ params: { scriptId, url } }) => {
    if (url === file || url === pathToFileURL(file).href) scripts.add(scriptId)
  })
  session.on("Debugger.paused", ({ params }) => {
    const frame = params.callFrames.find(({ location }: Debugger.CallFrame) => scripts.has(location.scriptId))
    resolve(frame === undefined ? "" : `, line ${frame.location.lineNumber + 1}`)
  })
  setTimeout(() => resolve(null), answerWithin)
  session.post("Debugger.enable")
  session.post("Debugger.pause")
  return promise
}
