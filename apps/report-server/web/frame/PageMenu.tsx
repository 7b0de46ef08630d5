/** What one can do with the report as a whole: keep it as a view, open another, take it along. */
import { Menu } from "./Menu.tsx"
import { useModule } from "./useModule.ts"

export const PageMenu = () => (
  <Menu class="page-menu" name="Views and downloads" label="⋯">
    {(close) => <Sheet close={close} />}
  </Menu>
)

const Sheet = ({ close }: { readonly close: () => void }) => {
  const sheets = useModule(() => import("./sheets.ts"))
  return sheets === null ? null : <sheets.PageSheet close={close} />
}
