import { usePage } from "../state/Page.ts"

export const Footer = () => {
  const overview = usePage().overview.value
  const { problems = [] } = usePage().catalog.value ?? {}
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
          {overview.data_version} · times in {usePage().zone.value} · <kbd>?</kbd> shows the keys
        </p>
      )}
    </footer>
  )
}
