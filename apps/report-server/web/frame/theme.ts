/** Light or dark: as the system has it, or as the reader chose, which the browser keeps. Paper is light. */
import { type Signal, signal } from "@preact/signals"

import { followPrint } from "./printing.ts"

export const themes = ["auto", "light", "dark"] as const
export type Theme = (typeof themes)[number]

export interface ThemeChoice {
  readonly chosen: Signal<Theme>
  readonly isDark: Signal<boolean>
  readonly next: () => void
}

const key = "logmill.theme"

export const followTheme = (root: HTMLElement, window: Window): ThemeChoice => {
  const system = window.matchMedia("(prefers-color-scheme: dark)")
  const chosen = signal<Theme>(themes.find((one) => one === read(window)) ?? "auto")
  const isDark = signal(false)
  let isPrinted = false
  const apply = (): void => {
    isDark.value = !isPrinted && (chosen.value === "dark" || (chosen.value === "auto" && system.matches))
    root.dataset["theme"] = isDark.value ? "dark" : "light"
  }
  system.addEventListener("change", apply)
  followPrint((is) => {
    isPrinted = is
    apply()
  })
  apply()
  return {
    chosen,
    isDark,
    next: () => {
      chosen.value = themes[(themes.indexOf(chosen.value) + 1) % themes.length]!
      write(window, chosen.value)
      apply()
    }
  }
}

/** A browser may keep nothing. */
const read = (window: Window): string | null => {
  try {
    return window.localStorage.getItem(key)
  } catch {
    return null
  }
}

const write = (window: Window, theme: Theme): void => {
  try {
    window.localStorage.setItem(key, theme)
  } catch {
    // The choice holds until the page is closed.
  }
}
