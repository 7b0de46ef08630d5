/** The button that opens what can be done with an answer. */
import type { Question } from "../api/Api.ts"
import type { AnalysisInfo, Answer, Row } from "../api/types.ts"
import type { Plotted } from "../picture/savePicture.ts"
import { Menu } from "../frame/Menu.tsx"
import { useModule } from "../frame/useModule.ts"

interface Asked {
  readonly answer: Answer
  readonly question: Question
  readonly analysis?: AnalysisInfo | null
  /** The panel it is in, which can be pinned. */
  readonly panel?: string
  /** Rows that a search left of the answer's, null: they are not all here; undefined: nothing is searched. */
  readonly found?: ReadonlyArray<Row> | null | undefined
  /** Of the main chart. */
  readonly plotted?: Plotted
}

export const AnswerMenu = (asked: Asked) => (
  <Menu class="more" name={`More of ${asked.answer.title}`} label="⋯">
    {(close) => <Sheet {...asked} close={close} />}
  </Menu>
)

const Sheet = ({
  answer,
  question,
  analysis = null,
  panel,
  found,
  plotted,
  close
}: Asked & { readonly close: () => void }) => {
  const sheets = useModule(() => import("../frame/sheets.ts"))
  return sheets === null ? null : (
    <sheets.AnswerSheet
      answer={answer}
      question={question}
      analysis={analysis}
      panel={panel}
      found={found}
      plotted={plotted}
      close={close}
    />
  )
}
