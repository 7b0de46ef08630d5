/** What a file is about, for tabs and bookmarks: its site and its time, where it has either. Hostile text may be in both. */
import type { EmbeddedReport } from "./Embedded.ts"

const most = 80

export const titleOf = ({ overview, search }: Pick<EmbeddedReport, "overview" | "search">): string => {
  const filter = new URLSearchParams(search)
  const chosen = filter.getAll("site")
  const sites = chosen.length > 0 ? chosen : overview.sites.length === 1 ? overview.sites : []
  const [from, to] = [filter.get("from"), filter.get("to")]
  const time =
    from === null
      ? to === null
        ? []
        : [`up to ${to}`]
      : [to === null ? `from ${from}` : from === to ? from : `${from} to ${to}`]
  const about = [...sites, ...time].join(", ").replaceAll(/\p{C}/gu, "\uFFFD")
  if (about === "") return "logmill report"
  return `${about.length > most ? `${about.slice(0, most)}…` : about} – logmill report`
}

/** In an element whose text may name characters, but holds no elements. */
export const inTitle = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
