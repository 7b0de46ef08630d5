import { clock, dayMonth } from "../format/time.ts"
import { usePage } from "../state/Page.ts"

export const Footer = () => {
  const page = usePage()
  const overview = page.overview.value
  const { problems = [] } = page.catalog.value ?? {}
  return (
    <footer class="column foot">
      {problems.length > 0 && (
        <details>
          <summary>
            {problems.length} {problems.length === 1 ? "file is" : "files are"} no analysis
          </summary>
          <ul>
            {problems.map(({ file, line, reason }) => (
              <li key={`${file}:${line}`}>
                <code>
                  {file}:{line}
                </code>{" "}
                {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
      {overview !== null && (
        <p>
          logmill {overview.version} · <span class="code">{overview.database}</span> · data version{" "}
          {overview.data_version} · times in {page.zone.value}
          {page.isStatic
            ? ` · made ${dayMonth(overview.now, page.offsetAt.value)}, ${clock(overview.now, page.offsetAt.value)}`
            : ""}{" "}
          <span class="on-screen">
            · <kbd>?</kbd> shows the keys
          </span>
        </p>
      )}
    </footer>
  )
}
