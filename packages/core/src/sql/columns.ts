/** Names of columns that the text of a statement must be judged by, without the database at hand. */

/** All columns of `entries`. */
export const entriesColumns: ReadonlySet<string> = new Set(
  (
    "time iso_time client country site user method path query extension kind template protocol status bytes duration_ms " +
    "upstream_ms bytes_in referrer referrer_site agent browser os device agent_class bot tls cipher cache mime scheme port " +
    "upstream_address forwarded_for remote_address extra source line origin entry_id path_id client_id agent_id " +
    "request_id referrer_id site_id user_id source_id"
  ).split(" ")
)
