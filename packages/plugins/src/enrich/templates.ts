/**
 * The template of a path: by the user's rules, the first that matches; where none does, by what its segments look like
 * (idTemplate.ts).
 */
import { makeIdTemplate } from "./idTemplate.ts"
import { anyOf } from "./anyOf.ts"
import type { PathRule } from "./rules.ts"

type TemplateOf = (bytes: Buffer, start: number, end: number) => string | null

/** Null: the path itself. Without rules no string is made of a path. */
export const makeTemplates = (rules: ReadonlyArray<PathRule>): TemplateOf => {
  const idTemplate = makeIdTemplate()
  if (rules.length === 0) return idTemplate
  const compiled = rules.map(({ match, template }) => ({
    matches: match === null ? routeMatcher(template!) : anyOf(match),
    template
  }))
  return (bytes, start, end) => {
    const path = bytes.toString("utf8", start, end)
    const rule = compiled.find(({ matches }) => matches(path))
    if (rule === undefined) return idTemplate(bytes, start, end)
    return rule.template === path ? null : rule.template
  }
}

/**
 * Whether a path is of a route: a name (`:product`) stands for one or more characters within a segment, `*` at the end
 * for whatever follows the slash, all else for itself.
 */
export const routeMatcher = (route: string): ((path: string) => boolean) => {
  const isOpen = route.endsWith("/*")
  const parts = (isOpen ? route.slice(0, -1) : route).split(/:[A-Za-z_]\w*/)
  const source = parts.map((part) => part.replaceAll(/[^\w\s/]/g, "\\$&")).join("[^/]+")
  const regex = new RegExp(isOpen ? `^${source}` : `^${source}$`)
  const [head] = parts
  return (path) => path.startsWith(head!) && regex.test(path)
}
