/**
 * The public contract of logmill's plugins: everything `@logmill/plugins` and a user's own plugin may import from
 * the host. Types and plain data only; nothing here opens a file or a database.
 */
export type {
  Analysis,
  AnalysisColumn,
  AnalysisFolder,
  AnalysisOrigin,
  AnalysisParam,
  AnalysisProblem,
  Chart,
  ColumnKind,
  Cost,
  FilterName,
  ParamType
} from "./analysis/contract.ts"
