/** The API over HTTP. The browser's cache keeps answers with their ETags, and asks whether they still hold. */
import { filterEntries } from "../filters/filters.ts"
import { type Api, ApiError, type AskedWindow, type Question } from "./Api.ts"
import type { Answer, AnswerWindow, Catalog, EmptyReasons, FilterQuery, Overview } from "./types.ts"

export const httpApi = (base = "./api"): Api => ({
  overview: (signal) => getJson<Overview>(`${base}/overview`, signal),
  catalog: (signal) => getJson<Catalog>(`${base}/analyses`, signal),
  answer: (question, signal) => getJson<Answer>(`${base}/${questionPath(question)}`, signal),
  window: (asked, signal) => getJson<AnswerWindow>(`${base}/${windowPath(asked)}`, signal),
  held: () => null,
  exportUrl: ({ id, filter, params = {}, compare = null }, form) => {
    const search = filterSearch(filter)
    search.set("form", form)
    search.set("analysis", id)
    if (Object.keys(params).length > 0) search.set("params", JSON.stringify(params))
    if (compare !== null) search.set("compare", compare)
    return `${base}/export?${search}`
  },
  archiveUrl: ({ filter, params, compare }) => {
    const search = filterSearch(filter)
    if (Object.keys(params).length > 0) search.set("params", JSON.stringify(params))
    if (compare !== null) search.set("compare", compare)
    const text = search.toString()
    return `${base}/archive${text === "" ? "" : `?${text}`}`
  },
  whyEmpty: (filter, signal) => getJson<EmptyReasons>(`${base}/empty?${filterSearch(filter)}`, signal)
})

/** A question as it stands in a URL; two questions are the same when these are. */
export const questionPath = ({ id, filter, params = {}, limit, compare = null }: Question): string => {
  const search = filterSearch(filter)
  if (Object.keys(params).length > 0) search.set("params", JSON.stringify(params))
  if (limit > 0) search.set("limit", String(limit))
  if (compare !== null) search.set("compare", compare)
  const text = search.toString()
  return `analyses/${encodeURIComponent(id)}${text === "" ? "" : `?${text}`}`
}

const windowPath = ({ dataVersion, find, limit, offset, question, sort }: AskedWindow): string => {
  const { filter, id, params = {} } = question
  const search = filterSearch(filter)
  if (Object.keys(params).length > 0) search.set("params", JSON.stringify(params))
  if (sort !== null) search.set("sort", `${sort.descending ? "-" : ""}${sort.column}`)
  if (find !== "") search.set("find", find)
  if (dataVersion !== null) search.set("data_version", String(dataVersion))
  search.set("offset", String(offset))
  search.set("limit", String(limit))
  return `analyses/${encodeURIComponent(id)}/rows?${search}`
}

export const filterSearch = (filter: FilterQuery): URLSearchParams =>
  new URLSearchParams(filterEntries(filter).map(([name, value]) => [name, value]))

export const getJson = async <A>(url: string, signal?: AbortSignal): Promise<A> => {
  return read<A>(await request(url, signal === undefined ? {} : { signal }))
}

export const sendJson = async <A>(method: string, url: string, value: unknown, signal?: AbortSignal): Promise<A> => {
  const response = request(url, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(value),
    ...(signal === undefined ? {} : { signal })
  })
  return read<A>(await response)
}

const isAbort = (cause: unknown): boolean => cause instanceof DOMException && cause.name === "AbortError"

/** A server that ends does so in the middle of an answer, too. */
const read = <A>(response: Response): Promise<A> =>
  response.json().catch((cause: unknown) => {
    if (isAbort(cause)) throw cause
    throw new ApiError("Unreachable", broken)
  }) as Promise<A>

/** Fails with an `ApiError` unless the answer is a good one. An abort stays an abort. */
export const request = async (url: string, init: RequestInit): Promise<Response> => {
  const response = await fetch(url, init).catch((cause: unknown) => {
    if (isAbort(cause)) throw cause
    throw new ApiError("Unreachable", "The server does not answer. Is logmill serve still running?")
  })
  if (response.ok) return response
  throw await errorOf(response)
}

const kinds: Readonly<Record<number, ApiError["kind"]>> = {
  401: "Unauthorized",
  403: "Unauthorized",
  429: "Busy",
  503: "Unreadable",
  504: "TimedOut"
}

const broken = "The server ended before it had answered. Is logmill serve still running?"

/** The server's words are for programs, too. */
const notLetIn =
  "This browser has not been let in. Each address that logmill serve prints lets in one browser, once; " +
  "a page that is open makes another one: menu ⋯, Open elsewhere. Or start logmill serve anew."

const capitalised = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

const errorOf = async (response: Response): Promise<ApiError> => {
  if (response.status === 401) return new ApiError("Unauthorized", notLetIn)
  const body: unknown = await response.json().catch(() => null)
  if (typeof body !== "object" || body === null || !("message" in body) || typeof body.message !== "string") {
    // Not logmill's: it ends, or something between here and there answers in its place.
    return response.status === 503
      ? new ApiError("Unreachable", broken)
      : new ApiError("Unreachable", `Something else than logmill answered (status ${response.status}); try again.`)
  }
  const message = capitalised(body.message)
  const at = "at" in body && typeof body.at === "number" ? body.at : null
  return new ApiError(kinds[response.status] ?? "Refused", message, at)
}
