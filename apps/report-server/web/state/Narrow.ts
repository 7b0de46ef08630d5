/** Whether the window is as narrow as a phone's, by the style sheet's own bound. */
import { type Signal, signal } from "@preact/signals"

export class Narrow {
  readonly isNarrow: Signal<boolean>

  constructor() {
    const query = window.matchMedia("(max-width: 600px)")
    this.isNarrow = signal(query.matches)
    query.addEventListener("change", () => (this.isNarrow.value = query.matches))
  }
}
