import { parserFor } from "./formats.ts"
import { runParserCases } from "./lines.case.ts"

runParserCases({
  name: "the built-in parsers",
  formats: ["auto", "combined", "common", "vhost-combined", "vhost-common", "timestamp-first"],
  parserFor,
  deviations: []
})
