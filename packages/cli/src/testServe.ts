/** `logmill serve` as a process of tests. */
import { networkInterfaces } from "node:os"
import { setTimeout as sleep } from "node:timers/promises"

import { onTestFinished } from "vitest"

import { type Place, start } from "./testProcess.ts"

/** Nothing can open a browser there. */
export const noDisplay = { DISPLAY: "", WAYLAND_DISPLAY: "" }

/** Starts it at any free port and waits for its address. It ends with the test at the latest. */
export const serve = async (words: ReadonlyArray<string>, { env = noDisplay, ...place }: Place) => {
  const { child, ended } = start(["serve", "--port", "0", ...words], { ...place, env })
  onTestFinished(() => void child.kill())
  const told = { err: "" }
  child.stderr.on("data", (text: string) => (told.err += text))
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (text: string) => text.endsWith("\n") && resolve(text.trim()))
    void ended.then(({ err }) => reject(new Error(err)))
  })
  const token = async () => {
    for (;;) {
      const found = /Bearer ([\w-]+)/.exec(told.err)?.[1]
      if (found !== undefined) return found
      await sleep(10)
    }
  }
  return { child, ended, address: new URL(address), token }
}

/** Addresses at which a server of this machine's own must not be reached: other ones of loopback, and of each interface. */
export const otherAddresses = (): ReadonlyArray<string> => [
  "127.0.0.2",
  ...Object.values(networkInterfaces()).flatMap((all = []) =>
    all
      .filter(({ address, internal }) => !internal && !address.startsWith("fe80:"))
      .map(({ address, family }) => (family === "IPv6" ? `[${address}]` : address))
  )
]

/** The status of an answer, or `nobody there`. */
export const statusAt = (url: string, init: RequestInit = {}): Promise<number | "nobody there"> =>
  fetch(url, init).then(
    ({ status }) => status,
    () => "nobody there"
  )
