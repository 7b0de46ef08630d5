/** What opens on demand, loaded together when the first of it does. */
export { PatternForm } from "../filters/PatternForm.tsx"
export { RangeSheet } from "../filters/RangeSheet.tsx"
export { KeyList } from "../keyboard/KeyList.tsx"
export { AnswerSheet } from "../panels/AnswerSheet.tsx"
export { Params } from "../panels/Params.tsx"
export { PageSheet } from "../own/PageSheet.tsx"
