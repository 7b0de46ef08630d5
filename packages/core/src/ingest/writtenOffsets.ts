/**
 * The offsets from UTC that a log's times are written with, as its beginning shows them: whoever reads times of +01:00 in a log
 * expects days of that zone, and days of a database are those of UTC unless a zone was chosen when it was made.
 *
 * Looks at the two ways that most servers write times, whatever the format: `10/Nov/2026:13:55:36 +0100`, ISO 8601.
 */

const written = /\d\d:\d\d:\d\d(?:[.,]\d+)? ?([+-]\d\d):?(\d\d)\b/g

/** As `+01:00`; those of UTC, too. */
export const writtenOffsets = (head: Buffer): ReadonlySet<string> => {
  const found = head.toString("latin1").matchAll(written)
  return new Set([...found].map(([, hours, minutes]) => `${hours}:${minutes}`.replace("-00:00", "+00:00")))
}

/** What a first ingest says where no zone was chosen: nothing if some of the times are of UTC, or none tells of a zone. */
export const sayOffsets = (offsets: ReadonlySet<string>): ReadonlyArray<string> => {
  if (offsets.size === 0 || offsets.has("+00:00")) return []
  const list = [...offsets].toSorted().join(" and ")
  return [
    `times in these logs are of ${list}, but days are those of UTC, as no zone was chosen; --tz Europe/Berlin, say, has days of that zone in an answer, and, given when a database is made (--db PATH), in all of them`
  ]
}
