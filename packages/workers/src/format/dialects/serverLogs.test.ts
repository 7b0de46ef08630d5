import { describe, expect, it } from "vitest"

import { directivesOf, type ServerName } from "./configuration.ts"
import { isLogOf, serverFormats } from "./serverLogs.ts"

const of = (text: string, server: ServerName, isWhole = true) =>
  serverFormats(directivesOf(text, server), server, isWhole)
const combined =
  'log_format combined \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"\';'

describe("serverFormats of nginx", () => {
  it("are its log_formats, each on a line, and what nginx has without saying it", () =>
    expect(
      of(
        `log_format a '$remote_addr '
                      "[$time_local] \\"$request\\"";
         server { log_format b escape=json '{"it\\'s":"$remote_addr","r":"$request"}'; }
         log_format a '$remote_addr [$time_local] "$request"';`,
        "nginx"
      )
    ).toEqual({
      formats: [
        `log_format a '$remote_addr [$time_local] "$request"';`,
        `log_format b escape=json '{"it\\'s":"$remote_addr","r":"$request"}';`,
        combined
      ],
      logs: [],
      unusable: []
    }))

  it("leaves out what can't be entries, and says why", () =>
    expect(
      of("log_format a '$remote_addr $request'; log_format post '$request_body'; log_format b;", "nginx", false)
    ).toEqual({
      formats: ["log_format a '$remote_addr $request';"],
      logs: [],
      unusable: [{ name: "post", why: "nothing in the format is the client, such as $remote_addr" }]
    }))

  it("knows which log is in which", () =>
    expect(
      of(
        "access_log /a.log main buffer=32k; access_log '/b c.log'; access_log /d.log gzip; access_log off; access_log syslog:server=x main;",
        "nginx"
      ).logs
    ).toEqual(["access_log '/a.log' main;", "access_log '/b c.log' combined;", "access_log '/d.log' combined;"]))
})

describe("serverFormats of Apache", () => {
  it("are its LogFormats, and what a CustomLog says itself", () =>
    expect(
      of(
        `LogFormat "%h %t \\"%r\\"" a
         LogFormat "%{Referer}i -> %U" referer
         LogFormat "%a %r"
         CustomLog /x.log a env=!y
         CustomLog "/y.log" "%h \\"%r\\" %D"
         GlobalLog /g.log a
         TransferLog /z.log
         CustomLog "|/usr/bin/rotatelogs /w.log 86400" a`,
        "apache"
      )
    ).toEqual({
      formats: ['LogFormat "%h %t \\"%r\\"" a', 'LogFormat "%a %r"', 'LogFormat "%h \\"%r\\" %D"'],
      logs: [
        'CustomLog "/x.log" a',
        'CustomLog "/y.log" "%h \\"%r\\" %D"',
        'CustomLog "/g.log" a',
        'CustomLog "/z.log" "%a %r"'
      ],
      unusable: [{ name: "referer", why: "nothing in the format is the client, such as %h" }]
    }))
})

describe("isLogOf", () => {
  it.each([
    ["/var/log/a.log", "/var/log/a.log"],
    ["/var/log/a.log", "/var/log/a.log.1"],
    ["/var/log/a.log", "/var/log/a.log-20261110.gz"],
    ["logs/a.log", "/usr/local/nginx/logs/a.log"],
    ["/var/log/$host.log", "/var/log/www.example.com.log"],
    ["/var/log/${host}/a.log", "/var/log/x/a.log.2.gz"],
    ["${APACHE_LOG_DIR}/a.log", "/var/log/apache2/a.log"],
    ["/var/log/a.(b).log", "/var/log/a.(b).log"]
  ])("%s is %s", (path, file) => expect(isLogOf(path, file)).toBe(true))
  it.each([
    ["/var/log/a.log", "/var/log/b.log"],
    ["/var/log/a.log", "/srv/var/log/a.log"],
    ["/var/log/a.log", "/var/log/a.logs"],
    ["/var/log/a.log", "/var/log/aXlog"],
    ["logs/a.log", "/other/xlogs/a.log"],
    ["/var/log/$host.log", "/var/log/x/y.log"]
  ])("%s is not %s", (path, file) => expect(isLogOf(path, file)).toBe(false))
})
