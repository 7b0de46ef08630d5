import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { makeLab } from "../testing/lab.ts"
import { logLines } from "../testing/logs.ts"
import { sayNoSite } from "./notices.ts"

describe("a site that the path tells", () => {
  it.live("is that of all lines of new logs; of stored ones it is said that they keep theirs", () =>
    Effect.gen(function* () {
      const lab = yield* makeLab
      lab.write("shop.log", logLines("a", 1, 2))
      lab.write("blog.log", logLines("b", 1, 3))
      const sites = () => lab.query("SELECT site, count(*) AS entries FROM entries GROUP BY site ORDER BY site")
      yield* lab.ingest(["shop.log"])
      const { notices } = yield* lab.ingest(["shop.log", "blog.log"], { siteFrom: "(\\w+)[.]log$" })
      const shop = lab.path("shop.log")
      assert.deepStrictEqual(notices, [
        `${shop} is stored without a site, and stays so; for the site shop, logmill forget 1 and ingest the file again`
      ])
      assert.deepStrictEqual(sites(), [
        { site: null, entries: 2 },
        { site: "blog", entries: 3 }
      ])
      assert.deepStrictEqual((yield* lab.ingest(["blog.log"], { siteFrom: "(\\w+)[.]log$" })).notices, [])
      const ofBoth = (yield* lab.ingest(["shop.log", "blog.log"], { site: "x" })).notices
      assert.match(ofBoth.join(), /^2 logs that are stored keep the sites they have, such as .*logmill forget SOURCE/)
    })
  )

  it("is said to be none where no path has it", () => {
    assert.match(sayNoSite("(foo)", ["/a/b.log"]).join(), /^--site-from \(foo\) does not match \/a\/b\.log: /)
    assert.match(
      sayNoSite("(foo)", ["/a", "/b"]).join(),
      /^--site-from \(foo\) does not match any of 2 paths, such as \/a: /
    )
    assert.deepStrictEqual(sayNoSite("(foo)", ["/a", "/foo"]), [])
    assert.deepStrictEqual(sayNoSite("(foo)", []), [])
    assert.deepStrictEqual(sayNoSite(null, ["/a"]), [])
  })
})
