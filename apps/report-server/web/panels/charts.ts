/** Panels that are no ordinary lists, loaded when the first of them is in sight. */
export { DataTable } from "./DataTable.tsx"
export { FigureList } from "./FigureList.tsx"
export { Heatmap } from "./Heatmap.tsx"
export { HourColumns } from "./HourColumns.tsx"
export { Lines } from "./Lines.tsx"
export { Quality } from "../quality/Quality.tsx"
