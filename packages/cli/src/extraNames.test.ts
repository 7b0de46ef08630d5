/** Names that `--keep-extra` asks for, and what the formats of the logs have. */
import { assert, describe, it } from "@effect/vitest"

import { builtInFormats, readFormats } from "@logmill/plugins/formats"
import { FormatCatalog } from "@logmill/workers/format/catalog"

import { unknownExtras } from "./extraNames.ts"

const catalog = new FormatCatalog(() => readFormats(builtInFormats(), true))
const said = (names: string, ...formats: ReadonlyArray<string>) =>
  unknownExtras(
    names === "" ? [] : names.split(","),
    formats.map((format) => ({ format, result: "read" as const })),
    catalog
  )

const none = "these logs have no such text (those of few values are stored anyway)"

describe("names that no format has", () => {
  it.each([
    ["trace", ["nginx-json"], `--keep-extra trace: ${none}; nginx-json has request_id`],
    [
      "request_id,a,b",
      ["docker/nginx-json", "combined"],
      `--keep-extra a,b: ${none}; docker/nginx-json has request_id; combined has none`
    ],
    ["*", ["combined + common"], `--keep-extra *: ${none}; combined + common has none`],
    [
      "request_id",
      ['{client} [{time}] "{request}" {unique.trace} {unique.span}'],
      `--keep-extra request_id: ${none}; {client} [{time}] "{request}" {unique.trace} {unique.span} has trace, span`
    ],
    ["upstream_address", ["nginx-json"], `--keep-extra upstream_address: ${none}; nginx-json has request_id`]
  ] as const)("%s of %j are told", (names, formats, sentence) =>
    assert.deepStrictEqual(said(names, ...formats), [sentence])
  )

  it.each([
    ["", ["combined"]],
    ["request_id", ["nginx-json", "combined"]],
    ["request_id,trace_id", ["syslog/nginx-json + traefik-json"]],
    ["*", ["cloudfront"]],
    ["http_x_trace", ['$remote_addr [$time_local] "$request" $http_x_trace']],
    ["x-trace", ['%h %t \\"%r\\" %{X-Trace}i']]
  ] as const)("%s of %j are none", (names, formats) => assert.deepStrictEqual(said(names, ...formats), []))

  it("are not looked for where nothing was read", () =>
    assert.deepStrictEqual(
      unknownExtras(
        ["a"],
        [
          { format: "combined", result: "refused" },
          { format: null, result: "unchanged" }
        ],
        catalog
      ),
      []
    ))
})
