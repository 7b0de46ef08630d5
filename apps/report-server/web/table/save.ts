/** Files that the page makes itself. */

export const saveUrl = (url: string, name: string): void => {
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
}

export const saveBlob = (blob: Blob, name: string): void => {
  const url = URL.createObjectURL(blob)
  saveUrl(url, name)
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
