/** The parameters of an analysis as a form, in its menu, or in its panel where it can't be asked without. */
import { useRef } from "preact/hooks"

import type { AnalysisInfo, Param } from "../api/types.ts"
import { fieldOf } from "../filters/fieldOf.ts"
import { usePage } from "../state/Page.ts"
import { ownOf } from "../state/ownOf.ts"
import { setParam } from "../state/url.ts"

export const Params = ({
  analysis,
  done = () => {}
}: {
  readonly analysis: AnalysisInfo
  /** What follows when they are set. */
  readonly done?: () => void
}) => {
  const page = usePage()
  const form = useRef<HTMLFormElement>(null)
  const set = ownOf(page.state.value.params, analysis.id) ?? {}
  const apply = (event: Event): void => {
    event.preventDefault()
    const isChecked = (name: string): boolean => fieldOf(form.current, name) !== ""
    page.go((state) =>
      analysis.params.reduce((state, { name, type, default: usual }) => {
        const value = type === "bool" ? String(isChecked(name)) : fieldOf(form.current, name)
        return setParam(state, analysis.id, name, value === "" || value === String(usual) ? null : value)
      }, state)
    )
    done()
  }
  return (
    <form ref={form} class="params" onSubmit={apply}>
      {analysis.params.map((param) => (
        <label key={param.name} title={param.description ?? ""}>
          <span>{param.name.replaceAll("_", " ")}</span>
          <ParamField param={param} value={ownOf(set, param.name) ?? String(param.default ?? "")} />
        </label>
      ))}
      <button type="submit">Apply</button>
    </form>
  )
}

const ParamField = ({ param, value }: { readonly param: Param; readonly value: string }) => {
  if (param.type === "choice") {
    return (
      <select name={param.name}>
        {param.choices.map((choice) => (
          <option key={choice} selected={choice === value}>
            {choice}
          </option>
        ))}
      </select>
    )
  }
  if (param.type === "bool") return <input type="checkbox" name={param.name} defaultChecked={value === "true"} />
  const isRequired = param.default === null
  if (param.type === "int" || param.type === "float") {
    return (
      <input
        type="number"
        name={param.name}
        defaultValue={value}
        required={isRequired}
        step={param.type === "int" ? "1" : "any"}
        min={param.min ?? undefined}
        max={param.max ?? undefined}
      />
    )
  }
  return <input name={param.name} defaultValue={value} required={isRequired} />
}
