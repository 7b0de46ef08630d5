/**
 * The pages of docs/formats: one for each built-in format, from its data, and a table of all. `node
 * scripts/formatPages.ts` writes them; a test asks whether they are what it would write.
 */
import type { FormatDefinition } from "@logmill/core/plugin"

import { builtInFormats, readFormats } from "./formats.ts"

/** Of all pages by the names of their files. */
export const formatPages = (): ReadonlyMap<string, string> => {
  const all = readFormats(builtInFormats(), true)
  return new Map([["README.md", tableOf(all)], ...all.map((one) => [`${one.name}.md`, pageOf(one)] as const)])
}

const code = (text: string, language = ""): string => `\`\`\`${language}\n${text}\n\`\`\``
const cell = (text: string | number): string => `\`${String(text).replaceAll("|", "\\|")}\``

const tableOf = (all: ReadonlyArray<FormatDefinition>): string => {
  const rows = all.map(
    ({ detect, name, title }) => `| [${name}](${name}.md) | ${title} | ${detect === false ? "by name only" : "yes"} |`
  )
  return `# Log formats

Made from \`packages/plugins/formats\` by \`node scripts/formatPages.ts\`. The Common Log Format and its relatives
(\`common\`, \`combined\`, both with a virtual host first, and ISO timestamp first) are built into the parser. Lines may stand
in syslog (RFC 3164, RFC 5424), Docker's json-file, CRI, or what \`docker compose logs\`, \`docker logs -t\` and
\`kubectl logs --prefix\` print, or in \`message\`, \`MESSAGE\`, \`log\` or \`_raw\` of objects of JSON, as journald and what ships
logs write them. How to write a format of your own:
[own-format.md](../own-format.md).

| format | what it is | found by itself |
| --- | --- | --- |
${rows.join("\n")}
`
}

const pageOf = (definition: FormatDefinition): string => {
  const { columns, detect, json, name, pattern, reference, regex, samples, setting, title } = definition
  const parts = [`# ${name}`, `${title}.`]
  if (reference !== undefined) parts.push(`Defined in <${reference}>.`)
  if (detect === false) {
    parts.push(`Its lines look like those of another format, so it must be named: \`--log-format ${name}\`.`)
  }
  if (setting !== undefined) parts.push("## What writes it", code(setting))
  const lines = pattern ?? regex
  if (lines !== undefined) {
    parts.push("## Lines", code([lines].flat().join("\n"), "text"))
  } else {
    const rows = Object.entries(json ?? columns?.fields ?? {}).map(([left, right]) =>
      json === undefined
        ? `| ${cell(left)} | ${cell(right as string)} |`
        : `| ${cell([right].flat().join(", "))} | ${cell(left)} |`
    )
    const what = json === undefined ? "column" : "key"
    parts.push("## Fields", [`| ${what} | field |`, "| --- | --- |", ...rows].join("\n"))
  }
  parts.push("## Samples")
  for (const { fields, header, line } of samples) {
    parts.push(code(header === undefined ? line : `${header}\n${line}`, "text"))
    const rows = Object.entries(fields).map(([field, value]) => `| ${field} | ${value === null ? "" : cell(value)} |`)
    parts.push(["| field | stored |", "| --- | --- |", ...rows].join("\n"))
  }
  return `${parts.join("\n\n")}\n`
}
