/** The few styles there are. Whether a stream takes colours is decided once, in the shell. */

const styles = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], green: [32, 39] } as const

export type Style = keyof typeof styles

export const paint = (stream: { readonly colors: boolean }, style: Style, text: string): string => {
  const [on, off] = styles[style]
  return stream.colors && text !== "" ? `\u001b[${on}m${text}\u001b[${off}m` : text
}
