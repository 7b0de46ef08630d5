/**
 * Bundles for Node: what starts often is read as few files as it can be, as each costs a third of a millisecond, and what a
 * start does not need lies in files of its own.
 */
import { join } from "node:path"

import { type OutputOptions, rolldown } from "rolldown"

import { withoutBuiltinImports } from "./builtins.ts"

export interface BundledFile {
  readonly name: string
  readonly text: string
}

/** Of the command: modules that go into one file, with all they import but what an earlier one has taken. */
const together = ["cli/src/ahead.ts", "cli/src/program.ts", "cli/src/commands/analyze.ts"]

const groups = together.map((path, index) => ({
  name: path.replace(/.*\/(.*)\.ts$/, "$1"),
  test: (id: string) => id.replaceAll("\\", "/").endsWith(`/packages/${path}`),
  priority: together.length - index
}))

/** What a thread or a child process begins with, in one file. */
export const bundleAlone = (entry: string): Promise<ReadonlyArray<BundledFile>> => bundle(entry, false)

/** A command, whose dynamic imports stay such. */
export const bundleCommand = (entry: string): Promise<ReadonlyArray<BundledFile>> => bundle(entry, { groups })

const bundle = async (
  entry: string,
  codeSplitting: NonNullable<OutputOptions["codeSplitting"]>
): Promise<ReadonlyArray<BundledFile>> => {
  const bundled = await rolldown({
    input: entry,
    platform: "node",
    external: ["better-sqlite3"],
    resolve: { alias: { ws: join(import.meta.dirname, "noWebSockets.ts") } },
    transform: {
      target: "node24",
      inject: { "Intl.Segmenter": [join(import.meta.dirname, "LateSegmenter.ts"), "LateSegmenter"] }
    },
    logLevel: "warn"
  })
  const { output } = await bundled.generate({
    format: "esm",
    entryFileNames: "[name].js",
    comments: false,
    codeSplitting
  })
  await bundled.close()
  return output.flatMap((file) =>
    file.type === "chunk" ? [{ name: file.fileName, text: withoutBuiltinImports(file.code) }] : []
  )
}
