/** User agents where there is little room: what most of them begin and end with tells none from another. */
export const shortAgent = (agent: string): string => {
  const short = agent
    .replace(/^Mozilla\/\d\.\d /, "")
    .replace(/ AppleWebKit\/[\d.]+ \(KHTML, like Gecko\)/, "")
    .replace(/(Chrome\/[\d.]+.*) Safari\/[\d.]+/, "$1")
    .replace(/ Gecko\/[\d.]+/, "")
  return short === "" ? agent : short
}
