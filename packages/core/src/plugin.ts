/**
 * The public contract of logmill's plugins: what `@logmill/plugins` and a user's own plugins may import from the host.
 * Types and plain data only; nothing here opens a file or a database.
 */
export {
  type Analysis,
  type AnalysisColumn,
  type AnalysisFolder,
  type AnalysisOrigin,
  type AnalysisParam,
  type AnalysisProblem,
  type Chart,
  charts,
  type ColumnKind,
  columnKinds,
  type Cost,
  costs,
  extents,
  type ParamType,
  paramTypes,
  type Topic,
  topics
} from "./analysis/contract.ts"
export { type FilterName, filterNames } from "./analysis/filterNames.ts"
export { readAnalysis } from "./analysis/file.ts"
export { analysesManual } from "./analysis/manual.ts"
export type {
  AgentRefinement,
  ClientRefinement,
  Enricher,
  PathRefinement,
  ReferrerRefinement,
  Refine
} from "./plugins/Enricher.ts"
export { agentClasses, makePathDetails, noBrowser, siteOfReferrer } from "./store/details.ts"
export { tomlFault } from "./tomlFault.ts"
export type { IngestKnowledge } from "./ingest/options.ts"
export type {
  AgentClass,
  AgentDetails,
  AgentTeller,
  ClientDetails,
  Enrichment,
  FromAgentThread,
  MadeWith,
  PathDetails,
  ReferrerDetails,
  ToAgentThread
} from "./store/details.ts"
export { type FormatDefinition, FormatError } from "@logmill/workers/format/definition"
export { FormatCatalog } from "@logmill/workers/format/catalog"
export { detect } from "@logmill/workers/format/detect"
export { checkDefinition } from "@logmill/workers/format/checkDefinition"
export { readSample, wrongSamples } from "@logmill/workers/format/samples"
export type { RulePresets } from "@logmill/workers/filter/rules"
export { compilePattern, PatternError, readPattern, type TextMatcher } from "@logmill/workers/filter/pattern"
export { addressHex } from "@logmill/workers/filter/client"
/** For threads of plugins, beside the writer. */
export { yieldToWriter } from "@logmill/workers/priority"
