/** The editor in the page. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks"

import { type Editor, type EditorEvents, makeEditor } from "./editor.ts"

export interface EditorProps extends EditorEvents {
  readonly tab: string
  readonly text: string
  /** Where the last run found a mistake. */
  readonly mistake: number | null
  /** Gives what inserts text at the cursor. */
  readonly ready: (editor: Editor) => void
}

export const SqlEditor = (props: EditorProps) => {
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<Editor | null>(null)
  const latest = useRef(props)
  latest.current = props
  useLayoutEffect(() => {
    const element = host.current!
    const made = makeEditor(element, {
      change: (text) => latest.current.change(text),
      run: () => latest.current.run(),
      format: () => latest.current.format(),
      schema: () => latest.current.schema()
    })
    editor.current = made
    made.show(props.tab, props.text)
    props.ready(made)
    return () => made.destroy()
  }, [])
  useLayoutEffect(() => editor.current?.show(props.tab, props.text), [props.tab, props.text])
  useEffect(() => {
    editor.current?.mark(props.mistake)
  }, [props.mistake, props.tab])
  // Letters typed here are no keys of the page: from outside the shadow root they would look like it.
  return <div ref={host} class="editor" onKeyDown={(event) => event.stopPropagation()} />
}
