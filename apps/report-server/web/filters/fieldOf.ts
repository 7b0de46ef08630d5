/** The text of a form's field; empty when it has none. */
export const fieldOf = (form: HTMLFormElement | null, name: string): string => {
  const value = form === null ? null : new FormData(form).get(name)
  return typeof value === "string" ? value : ""
}
