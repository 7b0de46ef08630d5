/** SQL as SQLite has it, and no more words than that: in other dialects `path` and `hour` are words of the language. */
import { SQLDialect, SQLite } from "@codemirror/lang-sql"

const keywords =
  "all and as asc between by case cast collate cross current_date current_time current_timestamp desc distinct else end " +
  "escape except exists explain filter first following from full glob group having in inner intersect is isnull join last " +
  "left like limit materialized natural not notnull null nulls offset on or order outer over partition preceding " +
  "range recursive regexp right row rows select then true false unbounded union using values when where window with within"

export const dialect = SQLDialect.define({
  ...SQLite.spec,
  keywords,
  types: "blob integer real text",
  builtin: ""
})
