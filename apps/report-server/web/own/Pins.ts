/**
 * Panels that stand first. The browser keeps them: the order has to be known before the first panel is drawn, and it is of the
 * reader's screen rather than of the data.
 */
import { type Signal, signal } from "@preact/signals"

const key = "logmill.pins"
const most = 100

export class Pins {
  /** Ids of panels, the one that was pinned last at the end. */
  readonly ids: Signal<ReadonlyArray<string>>

  readonly #storage: Pick<Storage, "getItem" | "setItem"> | null

  constructor(_: unknown, storage: Pick<Storage, "getItem" | "setItem"> | null = ownStorage()) {
    this.#storage = storage
    this.ids = signal(read(storage))
  }

  toggle(id: string): void {
    const { value } = this.ids
    this.ids.value = value.includes(id) ? value.filter((one) => one !== id) : [...value, id].slice(-most)
    try {
      this.#storage?.setItem(key, JSON.stringify(this.ids.value))
    } catch {
      // It holds until the page is closed.
    }
  }
}

/** Those that are pinned first, in the order in which they were; the others as they stand. */
export const pinnedFirst = <P extends { readonly id: string }>(
  plans: ReadonlyArray<P>,
  ids: ReadonlyArray<string>
): ReadonlyArray<P> => [
  ...ids.flatMap((id) => plans.find((plan) => plan.id === id) ?? []),
  ...plans.filter(({ id }) => !ids.includes(id))
]

/** Null: this browser keeps nothing. */
const ownStorage = (): Storage | null => {
  try {
    return localStorage
  } catch {
    return null
  }
}

const read = (storage: Pick<Storage, "getItem"> | null): ReadonlyArray<string> => {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(key) ?? "[]")
    return Array.isArray(kept) ? [...new Set(kept.filter((one) => typeof one === "string"))].slice(-most) : []
  } catch {
    return []
  }
}
