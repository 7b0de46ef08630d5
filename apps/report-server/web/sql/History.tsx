/** Statements that were run: one of them again, in a tab of its own. */
import { Menu } from "../frame/Menu.tsx"
import { stamp } from "../format/time.ts"
import { usePage } from "../state/Page.ts"
import type { Desk } from "./Desk.ts"
import { forgetHistory, readHistory } from "./history.ts"

export const History = ({ desk }: { readonly desk: Desk }) => {
  const offsetAt = usePage().offsetAt.value
  return (
    <Menu label="History" name="History of statements">
      {(close) =>
        desk.history.value.length === 0 ? (
          <p class="note">No statement was run yet.</p>
        ) : (
          <>
            <ul class="choices statements">
              {desk.history.value.map(({ sql, time }) => (
                <li key={sql}>
                  <button
                    type="button"
                    title={sql}
                    onClick={() => {
                      desk.open(sql)
                      close()
                    }}
                  >
                    <span class="code">{sql.replaceAll(/\s+/g, " ")}</span>
                    <span class="muted">{stamp(time, offsetAt)}</span>
                  </button>
                </li>
              ))}
            </ul>
            <button
              type="button"
              class="plain"
              onClick={() => {
                forgetHistory(localStorage)
                desk.history.value = readHistory(localStorage)
              }}
            >
              Forget all
            </button>
          </>
        )
      }
    </Menu>
  )
}
