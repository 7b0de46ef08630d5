/** `--log-format` as it is typed: configuration files of servers, directives that are pasted, and what is wrong with them. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"

import { FormatCatalog } from "@logmill/workers/format/catalog"

import { resolveFormat } from "./logFormat.ts"
import { Shell } from "./Shell.ts"
import { runWords, testShell } from "./testShell.ts"

let folder = ""
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "logmill-format-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

const catalog = new FormatCatalog(() => [{ name: "mine", title: "Mine", pattern: "{client} {uri}", samples: [] }])

/** What is read by, or the sentence of the failure; and what was said besides. */
const resolved = async (typed: string): Promise<readonly [text: string, said: string]> => {
  const { err, shell } = testShell({ cwd: folder })
  const exit = await Effect.runPromiseExit(
    resolveFormat(typed, catalog).pipe(Effect.provideService(Shell, shell), Effect.flip)
  )
  if (Exit.isSuccess(exit)) return [exit.value.sentence ?? "", err()]
  const passed = await Effect.runPromise(resolveFormat(typed, catalog).pipe(Effect.provideService(Shell, shell)))
  return [passed, err()]
}
const textOf = async (typed: string): Promise<string> => (await resolved(typed))[0].replaceAll(folder, "FOLDER")

const main = `log_format main '$remote_addr "$request"';`
const combined =
  'log_format combined \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"\';'

describe("a misspelt word of a format", () => {
  const said = async (typed: string) => [
    ...new Set((await resolved(typed))[1].match(/(?<=the format has )\S+?(?=,)|(?<=mean )\S+(?=\?)/g))
  ]

  it.each([
    ['$remote_addr [$time_local] "$request" $status $body_byte_sent', ["$body_byte_sent", "$body_bytes_sent"]],
    [
      '$remote_addr "$request" "$http_referrer" ${http_user_agnet}',
      "$http_referrer $http_referer $http_user_agnet $http_user_agent".split(" ")
    ],
    ['%h %t "%r" %>s "%{Referrer}i" "%{User-agent}i"', ["%{Referrer}i", "%{Referer}i"]],
    ['$remote_addr [$time_local] "$request" $tenant $url $http_x_tenant $upstream_pool $ssl_ciphers $cookie_a', []],
    ['%h %t "%r" "%{X-Forwarded-By}i" %{Refer}C', []]
  ])("is told in %s", async (typed, words) => {
    assert.deepStrictEqual(await said(typed), words)
  })

  it("is no variable of a configuration that nginx has read", async () => {
    write(
      "nginx.conf",
      `http { log_format main '$remote_addr [$time_local] "$request" $body_byte_sent "$http_referrer"'; }`
    )
    assert.deepStrictEqual(await said("nginx.conf:main"), ["$http_referrer", "$http_referer"])
  })
})

describe("a log format", () => {
  it.each([
    "auto",
    "combined",
    "mine",
    "COMBINED",
    "syslog/combined",
    "$remote_addr $request",
    "%h %r",
    "(?<client>a)(?<uri>b)"
  ])("%s is what it is", async (typed) => assert.strictEqual(await textOf(typed), typed))

  it.each([
    ["nonsense", /there is no format "nonsense"; logmill formats lists those there are; or give the server's own/],
    ["combind", /did you mean combined\?/],
    ["combinedd", /did you mean combined\?/],
    ["vhost", /there are vhost-combined, vhost-common, or give/],
    ["$remote_adr $request", /^--log-format: .*\$remote_adr is no variable of nginx; did you mean \$remote_addr\?/],
    ["some words", /^--log-format: it is no log_format of nginx/],
    ["nginx.conf", /there is no file nginx\.conf$/],
    ["./nothing", /there is no file \.\/nothing$/],
    ["/nowhere/nginx.conf", /there is no file/],
    ["log_format main;", /the directive is not whole/],
    ["log_format main '$request';", /main: nothing in the format is the client/]
  ])("%j is refused", async (typed, message) => assert.match(await textOf(typed), message))

  it("is a directive that was pasted, on one line", async () => {
    assert.strictEqual(await textOf(`log_format main '$remote_addr '\n  '"$request"';\n`), main)
    assert.strictEqual(await textOf('LogFormat "%h \\"%r\\"" \\\n  x'), 'LogFormat "%h \\"%r\\"" x')
  })

  it("is several of them, of which each log has its own", async () =>
    assert.strictEqual(
      await textOf(`log_format b '$remote_addr $uri'; ${main} access_log /x main;`),
      `log_format b '$remote_addr $uri';\n${main}\naccess_log '/x' main;`
    ))
})

describe("a configuration of nginx", () => {
  it("says its formats, those of the files it includes, and which log is in which", async () => {
    write(
      "etc/nginx.conf",
      `# log_format no '$remote_addr $uri';
       http {
         log_format main '$remote_addr ' # the client's
                         '"$request"';
         include conf.d/*.conf;
         include ${folder}/etc/sites/*;
         include mime.types;
       }`
    )
    write("etc/mime.types", "types { text/html html; }")
    write("etc/conf.d/b.conf", "log_format b '$remote_addr $uri'; include deep.inc;")
    write("etc/conf.d/deep.inc", "log_format wrong '$remote_addr $uri';")
    // nginx's paths count from its main file.
    write("etc/deep.inc", "log_format deep '$remote_addr $request_uri'; include nginx.conf;")
    write("etc/sites/shop", "server { access_log /var/log/shop.log b buffer=32k; access_log logs/a.log; }")
    assert.deepStrictEqual((await textOf("etc/nginx.conf")).split("\n"), [
      main,
      "log_format b '$remote_addr $uri';",
      "log_format deep '$remote_addr $request_uri';",
      combined,
      "access_log '/var/log/shop.log' b;",
      "access_log 'logs/a.log' combined;"
    ])
    assert.strictEqual(await textOf("etc/nginx.conf:deep"), "log_format deep '$remote_addr $request_uri';")
    assert.match(await textOf("etc/nginx.conf:depe"), /has no log_format depe; did you mean "etc\/nginx\.conf:deep"\?$/)
    assert.match(await textOf("etc"), /etc is a folder; name the server's configuration in it: etc\/nginx\.conf$/)
    assert.match(await textOf("etc/nginx.cnf"), /no file etc\/nginx\.cnf; did you mean "etc\/nginx\.conf"\?$/)
  })

  it("without a format of its own is one whose logs are combined", async () => {
    write("nginx.conf", "http { access_log /var/log/a.log; }")
    assert.strictEqual(await textOf("nginx.conf"), combined)
    write("nginx.conf", "http { server { listen 80; } }")
    assert.match(await textOf("nginx.conf"), /nginx\.conf has no log_format$/)
  })

  it("says which formats can't be used, and what can't be read", async () => {
    write(
      "nginx.conf",
      `http { ${main} log_format stream '$remote_addr $protocol'; include gone.conf; include none/*; }`
    )
    const [text, said] = await resolved("nginx.conf")
    assert.strictEqual(text, `${main}\n${combined}`)
    assert.match(said, /includes what can't be read: gone\.conf: no such file\n/)
    assert.match(said, /the format stream is not used: nothing in the format is the request/)
    assert.match(
      await textOf("nginx.conf:stream"),
      /log_format stream of nginx\.conf: nothing in the format is the request/
    )
  })

  it("that is no configuration, or can't be read, is named", async () => {
    write("access.log", '192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 1\n')
    assert.match(await textOf("access.log"), /access\.log is no configuration of nginx, Apache or GoAccess/)
    symlinkSync("loop.conf", join(folder, "loop.conf"))
    assert.match(await textOf("loop.conf"), /there is no file loop\.conf/)
  })

  it("in a settings file counts from its folder", async () => {
    write("nginx.conf", `http { ${main} }`)
    write("logmill.toml", 'log_format = "./nginx.conf:main"\n')
    const { out } = await runWords(
      ["formats", "explain", '192.0.2.1 "GET /a HTTP/1.1"', "--csv"],
      testShell({ cwd: folder, configFolder: join(folder, "own") })
    )
    // It has no time, so there is no entry; the format itself is found.
    assert.strictEqual(out, "")
    const shown = await runWords(["config", "--csv"], testShell({ cwd: folder, configFolder: join(folder, "own") }))
    assert.include(shown.out, `${folder}/nginx.conf:main`)
  })
})

describe("a configuration of Apache", () => {
  it("says its LogFormats, and what a CustomLog says itself", async () => {
    write(
      "apache2/apache2.conf",
      `ServerRoot "${folder}/apache2"
Define LOGS /var/log/x
LogFormat "%h \\"%r\\" \\
%>s" a
LogFormat "%{Referer}i -> %U" referer
IncludeOptional sites/*.conf
IncludeOptional none/*.conf`
    )
    write(
      "apache2/sites/s.conf",
      '<VirtualHost *:80>\n CustomLog ${LOGS}/s.log "%h \\"%r\\" %D"\n CustomLog ${DIR}/t.log a\n</VirtualHost>'
    )
    const [text, said] = await resolved("apache2/apache2.conf")
    assert.deepStrictEqual(text.split("\n"), [
      'LogFormat "%h \\"%r\\" %>s" a',
      'LogFormat "%h \\"%r\\" %D"',
      'CustomLog "/var/log/x/s.log" "%h \\"%r\\" %D"',
      'CustomLog "${DIR}/t.log" a'
    ])
    assert.match(said, /the format referer is not used/)
  })

  it("without any is told so", async () => {
    write("httpd.conf", "ServerRoot /etc/httpd\nLoadModule x y\n")
    assert.match(await textOf("httpd.conf"), /httpd\.conf has no LogFormat$/)
  })
})

describe("a configuration of GoAccess", () => {
  it("says its one format, and how its times are written", async () => {
    write("goaccess.conf", '# log-format x\ntime-format %H:%M:%S\ndate-format %Y-%m-%d\nlog-format %h %d %t "%r"\n')
    assert.strictEqual(await textOf("goaccess.conf"), '%h %d %t "%r" | %Y-%m-%d | %H:%M:%S')
    write("goaccess.conf", "time-format %H:%M:%S\ndate-format %d/%b/%Y\nlog-format COMBINED\n")
    assert.strictEqual(await textOf("goaccess.conf"), "COMBINED")
  })

  it("says what else there is about lines that count, and what to write for it", async () => {
    const format = "log-format COMBINED\n"
    write("plain.conf", `${format}# exclude-ip 192.0.2.1\nignore-crawlers false\ncolor-scheme 2\n`)
    assert.deepStrictEqual(await resolved("plain.conf"), ["COMBINED", ""])
    const options =
      "exclude-ip 192.0.2.0/24\nexclude-ip\t2001:db8::1\r\nignore-crawlers true\nanonymize-ip true\nignore-status 301\n"
    write("full.conf", `${options}${format}`)
    const [, said] = await resolved("full.conf")
    for (const instead of [
      "exclude-ip 192.0.2.0/24 is passed over; for the same, write --drop client:192.0.2.0/24",
      "write --drop client:2001:db8::1",
      "write --drop status:301",
      "write --anonymize",
      "write --class people when you ask"
    ])
      assert.include(said, instead)
  })
})
