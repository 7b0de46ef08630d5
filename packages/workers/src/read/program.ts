/**
 * bzip2 and xz through the system's programs: Node has neither, and both are on most machines. The program gets the bytes
 * from us, so that it reads what we have open, whatever has become of its name.
 */
import { spawn } from "node:child_process"
import { Duplex } from "node:stream"

import { DamageError } from "./damage.ts"
import { Input, type Portions, usualPortions } from "./input.ts"
import type { ByteSource } from "./source.ts"
import { throughStream } from "./stream.ts"

export type Program = "bzip2" | "xz"

/** Chunks of what `PROGRAM -dc` makes of the source. */
export const throughProgram = async function* (
  program: Program,
  source: ByteSource,
  portions: Portions = usualPortions
): AsyncGenerator<Buffer, void> {
  const input = new Input(source, portions)
  yield* throughStream(programStream(program), () => input.next(), damageOf(program))
}

/** Its standard input and output as one stream, which fails as the program does. */
const programStream = (program: Program): Duplex => {
  const child = spawn(program, ["-dc"], { stdio: ["pipe", "pipe", "pipe"] })
  let said = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(0, 500)))
  const stream = new Duplex({
    write: (bytes: Buffer, _encoding, done) => void child.stdin.write(bytes, () => done()),
    final: (done) => void child.stdin.end(() => done()),
    read: () => void child.stdout.resume(),
    destroy: (error, done) => {
      child.kill()
      done(error)
    }
  })
  child.stdout.on("data", (bytes: Buffer) => {
    if (!stream.push(bytes)) child.stdout.pause()
  })
  // The program may have had enough before it is given all: its exit status says why.
  child.stdin.on("error", () => undefined)
  child.on("error", (error) => stream.destroy(error))
  child.on("close", (code) => {
    if (code === 0) stream.push(null)
    else stream.destroy(new Error(firstLine(said) || `it ended with status ${code}`))
  })
  return stream
}

/** bzip2 says much more. */
const firstLine = (text: string): string => text.trim().split("\n")[0]!.trim()

const damageOf =
  (program: Program) =>
  (error: Error): DamageError => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return new DamageError("corrupt", `${program} is needed to read it, and is not installed`, error)
    }
    const isCut = /unexpected end|ends unexpectedly/i.test(error.message)
    return new DamageError(isCut ? "truncated" : "corrupt", `${program}: ${error.message.replace(/^\w+: /, "")}`, error)
  }
