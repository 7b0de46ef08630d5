/**
 * `logmill-plugin.toml`, the manifest of a plugin: which contract it was made for, what it is called, and the two things
 * it holds that are no files of their own kind: presets, and which module is the enricher. Formats and analyses need no
 * mention, as their folders say what they are.
 *
 * The contract is a number: whatever would break a plugin raises it. A plugin made for another one is refused as a whole.
 */
import { ContractError, Header, refuseOtherEncodings } from "../analysis/header.ts"

export const manifestName = "logmill-plugin.toml"

/** The contract of this release. */
export const contract = 1

/**
 * Rules by the name of their preset, as written: nobody has tried yet whether they can be read (presets.ts). A text: why it
 * is no preset, which is no reason to do without the rest of the plugin.
 */
export type PresetTexts = Readonly<Record<string, ReadonlyArray<string> | string>>

export interface Manifest {
  /** Null: as its package, or its folder, is called. */
  readonly name: string | null
  readonly version: string | null
  readonly description: string | null
  readonly presets: PresetTexts
  /** A path within the plugin's folder. */
  readonly enricher: string | null
}

/** Of a folder that has none: its files say all. */
export const noManifest: Manifest = { name: null, version: null, description: null, presets: {}, enricher: null }

/** Reads the text of the file. Throws a `ContractError` with the line. */
export const readManifest = (text: string): Manifest => {
  refuseOtherEncodings(text)
  const header = new Header(text.replace(/^\uFEFF/, ""), 1, "the manifest")
  const root = header.table([])
  const made = header.number([], root, "contract")
  if (made === null) throw header.error(["contract"], `contract is missing; write contract = ${contract}`)
  if (made !== contract) throw header.error(["contract"], otherContract(made))
  header.refuseUnknown([], root, ["contract", "name", "version", "description", "enricher", "presets"])
  const presets = root["presets"] === undefined ? {} : header.table(["presets"])
  return {
    name: header.text([], root, "name"),
    version: header.text([], root, "version"),
    description: header.text([], root, "description"),
    presets: Object.fromEntries(Object.keys(presets).map((name) => [name, readPreset(header, presets, name)])),
    enricher: header.text([], root, "enricher")
  }
}

const otherContract = (made: number): string => {
  const ours = `this logmill knows contract ${contract}`
  return made > contract
    ? `contract = ${made} is that of a later logmill, ${ours}; update logmill, or take the plugin's release for contract ${contract}`
    : `there is no contract ${made}, ${ours}; write contract = ${contract}`
}

const readPreset = (
  header: Header,
  presets: Readonly<Record<string, unknown>>,
  name: string
): ReadonlyArray<string> | string => {
  const at = ["presets"]
  try {
    if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
      throw header.error([...at, name], "its name must be of small letters, digits and hyphens")
    }
    return header.texts(at, presets, name)!
  } catch (cause) {
    if (cause instanceof ContractError) return `${cause.message} (line ${cause.line})`
    throw cause
  }
}
