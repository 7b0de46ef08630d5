import { execFileSync, spawn } from "node:child_process"
import { appendFileSync, constants, openSync, closeSync, truncateSync, writeSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"

import { describe, expect, it } from "vitest"

import { blockDigestBytes, digestBlockBytes } from "./digest.ts"
import { Mill } from "./mill.ts"
import { PieceReader } from "./piece.ts"
import { mill, readPieces, TestFiles, testKey, wholeFile } from "./testing/reading.ts"

const lineOf = (path: string): string =>
  `192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET ${path} HTTP/1.1" 200 2326 "-" "curl/8.9"\n`
const log = Buffer.from(
  Array.from({ length: 500 }, (_, index) => lineOf(`/${"p".repeat(index % 90)}${index}`)).join("")
)

describe("pieces of a plain file", () => {
  it("hold the lines that begin in them, wherever they are cut", async () => {
    using files = new TestFiles()
    const fd = files.open(files.write("log", log))
    const expected = mill(log).records
    const lineEnd = log.indexOf("\n")
    const around = [-1, 0, 1, 2].map((distance) => lineEnd + distance)
    for (const cut of [1, ...around, log.length - 1, log.length]) {
      const { reading, ends } = await readPieces(fd, [
        { start: 0, end: cut },
        { start: cut, end: null, startsLine: false }
      ])
      expect(reading.records).toEqual(expected)
      expect(ends.map(({ damage, stopped }) => ({ damage, stopped }))).toEqual([
        { damage: null, stopped: false },
        { damage: null, stopped: false }
      ])
    }
  })

  it("in which no line begins bring nothing", async () => {
    using files = new TestFiles()
    const content = Buffer.from(`${lineOf("/a")}${lineOf(`/${"b".repeat(1000)}`)}${lineOf("/c")}`)
    const fd = files.open(files.write("log", content))
    const cuts = [0, 200, 300, 400, 500, content.length]
    const pieces = cuts.slice(0, -1).map((start, index) => ({ start, end: cuts[index + 1]!, startsLine: start === 0 }))
    const { reading, ends } = await readPieces(fd, pieces)
    expect(reading.batches.length).toBe(2)
    expect(reading.records).toEqual(mill(content).records)
    expect(ends.slice(1, 4).map(({ endOffset }) => endOffset)).toEqual([300, 400, 500])
  })

  it("that begin in the middle of NULs leave the line to the piece before", async () => {
    using files = new TestFiles()
    const content = Buffer.from(`${lineOf("/a")}${"\0".repeat(1000)}${lineOf("/b")}${lineOf("/c")}`)
    const fd = files.open(files.write("log", content))
    const { reading } = await readPieces(fd, [{ end: 500 }, { start: 500, startsLine: false }])
    expect(reading.records).toEqual(mill(content).records)
    expect(reading.batches.map(({ entries }) => entries)).toEqual([2, 1])
  })

  it("that begin at 0 begin a line, whatever was said", async () => {
    using files = new TestFiles()
    const fd = files.open(files.write("log", log))
    expect((await readPieces(fd, [{ startsLine: false }])).reading.records).toEqual(mill(log).records)
  })

  it("go on where an earlier reading ended", async () => {
    using files = new TestFiles()
    const path = files.write("log", Buffer.concat([log, Buffer.from(lineOf("/tail").slice(0, -20))]))
    const fd = files.open(path)
    const first = await readPieces(fd, [{}])
    const { tail, startOffset } = first.reading.batches.at(-1)!
    expect([tail, startOffset]).toEqual([true, log.length])
    appendFileSync(path, lineOf("/tail").slice(-20) + lineOf("/more"))
    const { reading } = await readPieces(fd, [{ end: startOffset }, { start: startOffset }])
    expect(reading.records.slice(-2).map((record) => /"(\/[a-z]+)"/.exec(record)?.[1])).toEqual(["/tail", "/more"])
  })

  it("stop when asked to, after whole lines", async () => {
    using files = new TestFiles()
    const content = Buffer.concat(Array.from({ length: 40 }, () => log))
    const fd = files.open(files.write("log", content))
    let chunks = 0
    const { reading, ends } = await readPieces(fd, [{}], () => ++chunks > 1)
    expect(ends[0]).toMatchObject({ stopped: true, damage: null, endOffset: reading.endOffset })
    expect(reading.endOffset).toBeGreaterThan(0)
    expect(content[reading.endOffset - 1]).toBe(0x0a)
    expect(reading.batches.at(-1)?.tail).toBe(false)
    expect(mill(content).records.slice(0, reading.records.length)).toEqual(reading.records)
  })

  it("say why a file cannot be read", async () => {
    using files = new TestFiles()
    const { ends } = await readPieces(files.open(files.directory), [{}])
    expect(ends[0]).toMatchObject({ damage: { kind: "unreadable", message: expect.stringContaining("EISDIR") } })
  })
})

describe("a mistake of ours", () => {
  it("is not taken for a file that cannot be read", async () => {
    using files = new TestFiles()
    const mistake = new TypeError("cannot read properties of undefined")
    const parse = (): number => {
      throw mistake
    }
    const reader = new PieceReader(
      new Mill(null, testKey, () => undefined),
      () => ({ ordinary: 0, parse }),
      () => false,
      () => 0
    )
    const fd = files.open(files.write("log", log))
    await expect(reader.read({ ...wholeFile, fd })).rejects.toBe(mistake)
    const packed = files.open(files.write("log.gz", gzipSync(log)))
    await expect(reader.read({ ...wholeFile, fd: packed, compression: "gzip" })).rejects.toBe(mistake)
  })
})

describe("pieces of a gzip file", () => {
  it("hold the same lines as the plain file", async () => {
    using files = new TestFiles()
    const fd = files.open(files.write("log.gz", gzipSync(log)))
    const { reading, ends } = await readPieces(fd, [{ compression: "gzip" }])
    expect(reading.records).toEqual(mill(log).records)
    expect(ends[0]).toMatchObject({ endOffset: log.length, damage: null, stopped: false })
  })

  it("go on at an offset of the decompressed bytes", async () => {
    using files = new TestFiles()
    const fd = files.open(files.write("log.gz", gzipSync(log)))
    const start = log.indexOf("\n", 20_000) + 1
    const { reading } = await readPieces(fd, [
      { compression: "gzip", end: start },
      { compression: "gzip", start }
    ])
    expect(reading.records).toEqual(mill(log).records)
  })

  it("that were truncated keep whole lines and leave the last one, for the day the file is complete", async () => {
    using files = new TestFiles()
    const whole = gzipSync(log)
    const fd = files.open(files.write("log.gz", whole.subarray(0, whole.length * 0.6)))
    const { reading, ends } = await readPieces(fd, [{ compression: "gzip" }])
    expect(ends[0]).toMatchObject({ damage: { kind: "truncated" }, endOffset: reading.endOffset })
    expect(log[reading.endOffset - 1]).toBe(0x0a)
    expect(reading.records).toEqual(mill(log).records.slice(0, reading.records.length))
    const rest = files.open(files.write("whole.gz", whole))
    const again = await readPieces(rest, [
      { compression: "gzip", end: reading.endOffset },
      { compression: "gzip", start: reading.endOffset }
    ])
    expect(again.reading.records).toEqual(mill(log).records)
  })

  it("followed by garbage keep a last line without its end", async () => {
    using files = new TestFiles()
    const fd = files.open(files.write("log.gz", Buffer.concat([gzipSync(log.subarray(0, -1)), Buffer.from("garbage")])))
    const { reading, ends } = await readPieces(fd, [{ compression: "gzip" }])
    expect(ends[0]).toMatchObject({ damage: { kind: "garbage" }, endOffset: log.length - 1 })
    expect(reading.records).toEqual(mill(log).records)
  })

  it("stop when asked to", async () => {
    using files = new TestFiles()
    const content = Buffer.concat(Array.from({ length: 40 }, () => log))
    const fd = files.open(files.write("log.gz", gzipSync(content)))
    let chunks = 0
    const { reading, ends } = await readPieces(fd, [{ compression: "gzip" }], () => ++chunks > 2)
    expect(ends[0]).toMatchObject({ stopped: true, damage: null, endOffset: reading.endOffset })
    expect(content[reading.endOffset - 1]).toBe(0x0a)
  })
})

/** A named pipe that `command` writes to. */
const openPipe = (files: TestFiles, command: string): number => {
  const path = join(files.directory, "pipe")
  execFileSync("mkfifo", [path])
  spawn("sh", ["-c", `(${command}) > ${path}`], { stdio: "ignore" })
  return files.open(path)
}

/** One that never ends, as this process may write to it, too. */
const openWaitingPipe = (files: TestFiles): number => {
  const path = join(files.directory, "pipe")
  execFileSync("mkfifo", [path])
  return openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
}

describe("streams", () => {
  it.each([
    ["plain", (content: Buffer) => content],
    ["gzip", (content: Buffer) => gzipSync(content)],
    [
      "of several gzip members",
      (content: Buffer) => Buffer.concat([gzipSync(content.subarray(0, 777)), gzipSync(content.subarray(777))])
    ]
  ])("%s are known by their first bytes", async (_, encode) => {
    using files = new TestFiles()
    const path = files.write("content", encode(log))
    const fd = openPipe(files, `head -c 1 ${path}; sleep 0.05; tail -c +2 ${path}`)
    const { reading, ends } = await readPieces(fd, [{ stream: true, compression: "detect" }])
    expect(reading.records).toEqual(mill(log).records)
    expect(ends[0]).toMatchObject({ endOffset: log.length, damage: null })
  })

  it.each(["", "\x1f", "\x1f\x8b"])("of %j are over before they can be known", async (start) => {
    using files = new TestFiles()
    const path = files.write("content", Buffer.from(start, "latin1"))
    const { reading } = await readPieces(openPipe(files, `cat ${path}`), [{ stream: true, compression: "detect" }])
    expect(reading.counts.rejected).toBe(start === "" ? 0 : 1)
  })

  it("that have nothing yet are waited for, until asked to stop", async () => {
    using files = new TestFiles()
    const fd = openWaitingPipe(files)
    writeSync(fd, log.subarray(0, 1000))
    let waits = 0
    const { reading, ends } = await readPieces(fd, [{ stream: true, compression: "detect" }], () => ++waits > 5)
    closeSync(fd)
    expect(ends[0]).toMatchObject({ stopped: true, damage: null })
    expect(reading.endOffset).toBe(log.lastIndexOf("\n", 999) + 1)
  })

  it("that pause hand their lines over after a second, and keep a line that has begun", async () => {
    using files = new TestFiles()
    const fd = openWaitingPipe(files)
    writeSync(fd, log.subarray(0, 1000))
    let asked = 0
    const shouldStop = (): boolean => {
      if (++asked === 30) writeSync(fd, log.subarray(1000, 2000))
      return asked > 60
    }
    let time = 0
    const now = () => (time += 100)
    const { reading } = await readPieces(fd, [{ stream: true, compression: "detect" }], shouldStop, now)
    closeSync(fd)
    const ends = [999, 1999].map((at) => log.lastIndexOf("\n", at) + 1)
    expect(reading.batches.map(({ startOffset, endOffset }) => [startOffset, endOffset])).toEqual([
      [0, ends[0]],
      [ends[0], ends[1]]
    ])
    expect(reading.records).toEqual(mill(log.subarray(0, ends[1])).records)
  })
})

describe("streams of gzip members", () => {
  it.each([
    ["between two members", 0],
    ["in the next one's magic bytes", 1],
    ["in the next one", 30]
  ])("asked to stop %s are stopped, not ended or damaged", async (_, more) => {
    using files = new TestFiles()
    const fd = openWaitingPipe(files)
    const first = gzipSync(`${lineOf("/a")}${lineOf("/b")}half a line`)
    writeSync(fd, Buffer.concat([first, gzipSync(log).subarray(0, more)]))
    let waits = 0
    const { reading, ends } = await readPieces(fd, [{ stream: true, compression: "detect" }], () => ++waits > 5)
    closeSync(fd)
    expect(ends[0]).toMatchObject({ stopped: true, damage: null })
    expect(reading.counts).toMatchObject({ lines: 2, entries: 2 })
  })
})

/** The most memory this process had more than at first, in MB, looked at whenever the reader asks whether to stop. */
const watchMemory = (): { readonly look: () => boolean; readonly most: () => number } => {
  const before = process.memoryUsage().rss
  let most = before
  return {
    look: () => {
      most = Math.max(most, process.memoryUsage().rss)
      return false
    },
    most: () => (most - before) / 1e6
  }
}

describe("what is very large", () => {
  it("a line of 300 MB is one reject, and takes no memory", { timeout: 60_000 }, async () => {
    using files = new TestFiles()
    const fd = openPipe(files, `head -c 300000000 /dev/zero | tr '\\0' x; printf '\\n'; cat ${files.write("log", log)}`)
    const memory = watchMemory()
    const { reading } = await readPieces(fd, [{ stream: true, compression: "detect" }], memory.look)
    expect(reading.counts).toMatchObject({ lines: 501, entries: 500, rejected: 1 })
    expect(reading.endOffset).toBe(300_000_001 + log.length)
    expect(memory.most()).toBeLessThan(100)
  })

  it("so is one out of a gzip file of 300 kB", { timeout: 60_000 }, async () => {
    using files = new TestFiles()
    const megabyte = gzipSync(Buffer.alloc(1_000_000, "x"))
    const fd = files.open(
      files.write("log.gz", Buffer.concat([...Array.from({ length: 300 }, () => megabyte), gzipSync(log)]))
    )
    const memory = watchMemory()
    const { reading } = await readPieces(fd, [{ compression: "gzip" }], memory.look)
    expect(reading.counts).toMatchObject({ lines: 500, entries: 499, rejected: 1 })
    expect(memory.most()).toBeLessThan(100)
  })

  it("1 GiB of NULs before the first line is skipped in seconds", { timeout: 60_000 }, async () => {
    using files = new TestFiles()
    const path = files.write("log", "")
    const hole = 2 ** 30
    truncateSync(path, hole)
    appendFileSync(path, log)
    const memory = watchMemory()
    const start = performance.now()
    const { reading } = await readPieces(files.open(path), [{}], memory.look)
    expect(reading.counts).toMatchObject({ lines: 500, entries: 500 })
    expect(reading.batches[0]!.startOffset).toBe(0)
    expect(reading.batches[0]!.digest.length).toBeGreaterThanOrEqual((hole / digestBlockBytes) * blockDigestBytes)
    expect(memory.most()).toBeLessThan(100)
    expect(performance.now() - start).toBeLessThan(20_000)
  })

  it("many lines of 64 KiB take their time once", async () => {
    const lines = Buffer.from(`${lineOf("/a").slice(0, -2).padEnd(65_535, "m")}"\n`.repeat(200))
    const start = performance.now()
    expect(mill(lines).counts).toMatchObject({ lines: 200, entries: 200 })
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})
