/** What the server answers: types of its API, nothing of it at run time. */
import type {
  AnswerWindow as AnswerWindowSchema,
  Catalog as CatalogSchema,
  Change as ChangeSchema,
  Empty as EmptySchema,
  Overview as OverviewSchema
} from "../../src/api/Api.ts"

export type { AnalysisInfo, Answer, Cell, Column } from "../../src/api/values.ts"
export type { FilterQuery } from "../../src/api/filter.ts"
import type { Answer, Column, Param as ParamSchema } from "../../src/api/values.ts"

export type Overview = typeof OverviewSchema.Type
export type AnswerWindow = typeof AnswerWindowSchema.Type
export type Catalog = typeof CatalogSchema.Type
export type Change = typeof ChangeSchema.Type
export type EmptyReasons = typeof EmptySchema.Type
export type Param = typeof ParamSchema.Type
export type Row = Answer["rows"][number]
export type ColumnKind = Column["kind"]
export type FilterName = NonNullable<Column["filter"]>
