/** Resolves when the page can be seen: at once, or when its tab is chosen. */
export const inSight = (document: Document): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (document.visibilityState === "hidden") return
      document.removeEventListener("visibilitychange", look)
      resolve()
    }
    document.addEventListener("visibilitychange", look)
    look()
  })
