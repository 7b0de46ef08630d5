/** The formats that commands know: logmill's own. */
import { builtinKnowledge } from "@logmill/plugins/knowledge"
import { FormatCatalog } from "@logmill/workers/format/catalog"

export const formatCatalog = (): FormatCatalog => new FormatCatalog(builtinKnowledge.formats)
