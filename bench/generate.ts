/**
 * Writes bench logs: combined format, as many lines as asked for, the same bytes for the same options on every machine.
 *
 *     node bench/generate.ts --lines 2000000 [--seed 1] [--unique] [--out FILE]
 *
 * What the lines are like is in generator/traffic.ts. A log may be written in parts: the lines go on from file to file.
 */
import { closeSync, openSync, writeSync } from "node:fs"
import { parseArgs } from "node:util"

import { traffic } from "./generator/traffic.ts"
import type { TrafficOptions } from "./generator/traffic.ts"

/** Written at once; a line is far shorter than the room kept free. */
const BLOCK = 4 << 20
const ROOM = 16 << 10
const STDOUT = 1

export type LogWriter = {
  /** Writes the next `lines` lines to an open file. */
  readonly write: (file: number, lines: number) => void
}

export const logWriter = (options: TrafficOptions): LogWriter => {
  const next = traffic(options)
  const block = Buffer.allocUnsafe(BLOCK)
  return {
    write: (file, lines) => {
      let filled = 0
      for (let n = 0; n < lines; n++) {
        filled += block.write(next(), filled, "latin1")
        if (filled > BLOCK - ROOM) {
          writeAll(file, block, filled)
          filled = 0
        }
      }
      writeAll(file, block, filled)
    }
  }
}

/** A pipe may take less than it was given. */
const writeAll = (file: number, block: Buffer, length: number): void => {
  for (let written = 0; written < length;) written += writeSync(file, block, written, length - written)
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      lines: { type: "string", default: "2000000" },
      seed: { type: "string", default: "1" },
      unique: { type: "boolean", default: false },
      out: { type: "string" }
    }
  })
  const file = values.out === undefined ? STDOUT : openSync(values.out, "w")
  logWriter({ seed: Number(values.seed), unique: values.unique }).write(file, Number(values.lines))
  if (values.out !== undefined) closeSync(file)
}
