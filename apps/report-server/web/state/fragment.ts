/**
 * The address of a page that is a file: what is shown stands behind `#`, as browsers let a file change no other part of its
 * address. What is counted is the file's, and no address changes it.
 */
import type { PageOptions } from "./Page.ts"

/** What a reader of a file may choose. */
const chosenByReader: ReadonlySet<string> = new Set(["metric", "expand", "sort", "find", "hide", "show", "twin"])

/** `fixed`: filter, comparison and unit of the file, as the query of a URL. */
export const fragmentWindow = (window: Window, fixed: string): PageOptions["window"] => {
  const write = (url: string): string => {
    const text = joined([...new URLSearchParams(url.replace(/^\?/, ""))].filter(([name]) => chosenByReader.has(name)))
    return text === "" ? "#" : `#?${text}`
  }
  return {
    location: {
      pathname: "",
      get search() {
        const chosen = [...new URLSearchParams(window.location.hash.replace(/^#\??/, ""))]
        return joined([...new URLSearchParams(fixed), ...chosen.filter(([name]) => chosenByReader.has(name))])
      }
    },
    history: {
      pushState: (_data, _title, url = "") => window.location.assign(write(String(url))),
      replaceState: (_data, _title, url = "") => window.location.replace(write(String(url)))
    },
    addEventListener: window.addEventListener.bind(window),
    innerWidth: window.innerWidth
  }
}

const joined = (entries: ReadonlyArray<readonly [string, string]>): string =>
  new URLSearchParams(entries.map(([name, value]) => [name, value])).toString()
