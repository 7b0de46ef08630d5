/** What the workbench asks. */
import type {
  Plan as PlanSchema,
  SavedQuery as SavedQuerySchema,
  SchemaInfo,
  Statement as StatementSchema,
  StatementAnswer as StatementAnswerSchema
} from "../../src/api/Api.ts"
import { getJson, request, sendJson } from "../api/http.ts"
import type { AnalysisInfo } from "../api/types.ts"

export type Schema = typeof SchemaInfo.Type
export type View = Schema["views"][number]
export type Statement = typeof StatementSchema.Type
export type StatementAnswer = typeof StatementAnswerSchema.Type
export type Plan = typeof PlanSchema.Type
export type SavedQuery = typeof SavedQuerySchema.Type

export interface Panel {
  readonly id: string
  readonly title: string
  readonly chart: AnalysisInfo["chart"]
  readonly sql: string
  readonly params: Readonly<Record<string, string>>
}

const base = "./api"

export const askSchema = (): Promise<Schema> => getJson<Schema>(`${base}/schema`)

/** An abort ends the statement. */
export const run = (statement: Statement, signal: AbortSignal): Promise<StatementAnswer> =>
  sendJson("POST", `${base}/sql`, statement, signal)

export const planOf = (statement: Statement, signal: AbortSignal): Promise<Plan> =>
  sendJson("POST", `${base}/sql/plan`, statement, signal)

export const savedQueries = (): Promise<ReadonlyArray<SavedQuery>> => getJson(`${base}/queries`)

export const saveQuery = (query: SavedQuery): Promise<ReadonlyArray<SavedQuery>> =>
  sendJson("PUT", `${base}/queries`, query)

export const removeQuery = async (name: string): Promise<ReadonlyArray<SavedQuery>> => {
  const response = await request(`${base}/queries?${new URLSearchParams({ name })}`, { method: "DELETE" })
  return (await response.json()) as ReadonlyArray<SavedQuery>
}

export interface Written {
  readonly file: string
  readonly cost: AnalysisInfo["cost"]
}

export const savePanel = (panel: Panel): Promise<Written> => sendJson("POST", `${base}/panels`, panel)
