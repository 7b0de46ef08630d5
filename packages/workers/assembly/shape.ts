/** Where in a shape of a program what is: the words of its fields (src/format/program.ts). */

export const CODE: usize = 0
export const CLIENT_SLOT: usize = 4
export const CLIENT_PORT: usize = 8
export const LIST_SLOT: usize = 12
export const USER_SLOT: usize = 16
export const SITE_SLOT: usize = 20
export const SITE_PORT: usize = 24
export const REFERRER_SLOT: usize = 28
export const AGENT_SLOT: usize = 32
export const REQUEST_SLOT: usize = 36
export const METHOD_SLOT: usize = 40
export const URI_SLOT: usize = 44
export const PATH_SLOT: usize = 48
export const QUERY_SLOT: usize = 52
export const PROTOCOL_SLOT: usize = 56
export const TIME_KIND: usize = 60
export const TIME_SLOT: usize = 64
export const CLOCK_SLOT: usize = 68
export const SLOTS: usize = 72

/** What protocols are called otherwise. */
export const PROTOCOL_VALUES: usize = 76

export const LISTS: usize = 80
