/**
 * The details of a value as the columns of its table, in the table's order: for the rows of new values (dictionaries.ts),
 * which are laid out column by column, and for those that are enriched anew (enriching.ts).
 */
import type { AgentDetails, ClientDetails, PathDetails, ReferrerDetails } from "./details.ts"
import type { agent, client, path, referrer } from "./schema.ts"

export type DetailTexts = ReadonlyArray<string | null>

/** What these are called in the schema, and the texts themselves. */
interface DetailColumns<Name, Details> {
  readonly names: ReadonlyArray<Name>
  readonly of: (details: Details) => DetailTexts
}

type NameOf<Table> = Extract<keyof Table, string>

export const agentColumns: DetailColumns<NameOf<typeof agent>, AgentDetails> = {
  names: ["agentClass", "bot", "browser", "os", "device", "browserVersion", "osVersion"],
  of: ({ agentClass, bot, browser, browserVersion, device, os, osVersion }) => [
    agentClass,
    bot,
    browser,
    os,
    device,
    browserVersion,
    osVersion
  ]
}

export const pathColumns: DetailColumns<NameOf<typeof path>, PathDetails> = {
  names: ["extension", "kind", "template"],
  of: ({ extension, kind, template }) => [extension, kind, template]
}

export const referrerColumns: DetailColumns<NameOf<typeof referrer>, ReferrerDetails> = {
  names: ["site", "referrerClass"],
  of: ({ referrerClass, site }) => [site, referrerClass]
}

/** They follow the address. */
export const clientColumns: DetailColumns<NameOf<typeof client>, ClientDetails> = {
  names: ["country", "city", "network"],
  of: ({ city, country, network }) => [country, city, network]
}
