/** The page's menu: kept views, and all of the report as files. */
import { usePage } from "../state/Page.ts"
import { copyText } from "../table/copy.ts"
import { saveUrl } from "../table/save.ts"
import { Invitation } from "./Invitation.tsx"
import { ViewList } from "./ViewList.tsx"

export const PageSheet = ({ close }: { readonly close: () => void }) => {
  const page = usePage()
  const { compare, params } = page.state.value
  const archive = page.api.archiveUrl({ filter: page.filter.value, compare, params })
  return (
    <>
      <h2>Views</h2>
      <ViewList close={close} />
      <h2>This report</h2>
      <ul class="choices">
        {archive !== null && (
          <li>
            <button
              type="button"
              title="A CSV for each analysis under this filter, with all rows"
              onClick={() => {
                saveUrl(archive, "logmill-report.zip")
                page.say("All tables are on their way, one after the other; the browser shows how far it is.")
                close()
              }}
            >
              Download all tables (ZIP)
            </button>
          </li>
        )}
        <li>
          <button
            type="button"
            onClick={() => {
              void copyText(page, location.href)
              close()
            }}
          >
            Copy link
          </button>
        </li>
      </ul>
      <Invitation />
    </>
  )
}
