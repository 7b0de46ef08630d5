/**
 * What spoils a log: a full disk, two processes that write at once, and texts that belong elsewhere.
 */
import { DISK_FREE, DISK_FULL, at } from "./clock.ts"
import type { Emit, Junk, Line } from "./log.ts"
import { logOf } from "./log.ts"

/** While the disk is full, the shop goes on but its log does not. */
export const isLost = (line: Line): boolean =>
  line.kind === "hit" && logOf(line.host) === "www" && line.time >= DISK_FULL && line.time < DISK_FREE

export const damage = (emit: Emit): void => {
  for (const line of junk) emit(line)
}

const junk: ReadonlyArray<Junk> = [
  {
    kind: "junk",
    time: DISK_FULL,
    log: "www",
    text: '198.51.100.71 - - [05/Nov/2026:04:17:08 +0000] "GET /shop/pots/zinc-pl',
    what: "a line cut short by the full disk"
  },
  {
    kind: "junk",
    time: DISK_FREE - 0.5,
    log: "www",
    text: "AH00558: apache2: Could not reliably determine the server's fully qualified domain name, using 192.0.2.10",
    what: "a message of the restarted server"
  },
  { kind: "blank", time: at("2026-11-09T10:30:44"), log: "www", text: "", what: "an empty line" },
  {
    kind: "junk",
    time: at("2026-11-11T22:58:01"),
    log: "www",
    text: "[Wed Nov 11 22:58:01.482913 2026] [core:error] [pid 2217:tid 2233] [client 203.0.113.59:50912] AH00126: Invalid URI",
    what: "a line of the error log"
  },
  {
    kind: "junk",
    time: at("2026-11-15T12:00:00"),
    log: "www",
    text: "----- backup finished, 0 errors -----",
    what: "a note a script left"
  },
  {
    kind: "junk",
    time: at("2026-11-07T03:00:01"),
    log: "vhosts",
    text: "\xff\xd8\xff\xe0\x10JFIF\x01\x01\xfe\x9c\xb3\x7f\xa8\x02\xe7",
    what: "bytes that are no text"
  },
  {
    kind: "junk",
    time: at("2026-11-12T16:52:36"),
    log: "vhosts",
    text: "blog.example.net:443 198.51.100.12 - - [12/Nov/2026:17:5",
    what: "a line cut short within its date"
  },
  {
    kind: "junk",
    time: at("2026-11-06T13:12:20"),
    log: "api",
    text: 'cts?page=2 HTTP/1.1" 200 8377',
    what: "the second half of a line"
  },
  {
    kind: "junk",
    time: at("2026-11-10T14:31:07"),
    log: "api",
    text: '{"level":"warn","msg":"worker pool exhausted","waiting":31}',
    what: "a line of the program behind the API"
  }
]
