/** The frame: bar, chips, and under them the report or another view. */
import { Chips } from "../filters/Chips.tsx"
import { KeySheet } from "../keyboard/KeySheet.tsx"
import { Expanded } from "../table/Expanded.tsx"
import { usePage } from "../state/Page.ts"
import { Banners } from "./Banners.tsx"
import { Failure } from "./Failure.tsx"
import { Footer } from "./Footer.tsx"
import { Report } from "./Report.tsx"
import type { ThemeChoice } from "./theme.ts"
import { TopBar } from "./TopBar.tsx"
import { View } from "./View.tsx"
import type { Views } from "./views.ts"

export const App = ({ theme, views = {} }: { readonly theme: ThemeChoice; readonly views?: Views }) => {
  const page = usePage()
  const failure = page.failure.value
  const { view } = page.state.value
  // Of another database nothing stays that a part of the page remembers.
  const database = page.databases.value
  // Who is not let in can do nothing with a bar.
  const isShut = failure?.kind === "Unauthorized" && page.overview.value === null
  return (
    <>
      <header class="top">
        {isShut ? (
          <div class="column bar">
            <h1>logmill</h1>
          </div>
        ) : (
          <>
            <TopBar theme={theme} views={views} />
            <Chips />
          </>
        )}
        <Banners />
      </header>
      <main class="column">
        {failure !== null && page.overview.value === null ? (
          <Failure error={failure} again={() => void page.load()} />
        ) : view === null ? (
          <Report key={database} theme={theme} />
        ) : (
          <View key={database} name={view} views={views} />
        )}
      </main>
      <Footer />
      <Expanded key={database} />
      <KeySheet />
      <p class="notice" role="status" aria-live="polite">
        {page.notice.value}
      </p>
    </>
  )
}
