/** Plugins as commands use and list them, in this process. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"
import Database from "better-sqlite3"

import { runWords, testShell, type TestShellOptions } from "../testShell.ts"

let folder = ""
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "logmill-plugins-")))
  write("access.log", line)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => join(folder, name)
const write = (name: string, text: string): void => {
  mkdirSync(dirname(at(name)), { recursive: true })
  writeFileSync(at(name), text)
}
const line = `192.0.2.1 - - [10/Nov/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 10 "-" "ShopCheck/1.0"\n`

const run = async (words: string, options: TestShellOptions = {}) => {
  const shell = testShell({ cwd: folder, configFolder: at("own"), ...options })
  const { err, out, status } = await runWords(words.split(" "), shell)
  return { status, out: out.replaceAll(folder, ""), err: err.replaceAll(folder, "") }
}

const rowsOf = async (words: string, options: TestShellOptions = {}) => {
  const { out } = await run(`${words} --json`, options)
  return (JSON.parse(out) as { readonly rows: ReadonlyArray<Record<string, unknown>> }).rows
}

const manifest = (more = ""): string => `contract = 1\n${more}`
const analysis = (id: string): string =>
  `/* logmill\nid = "${id}"\ntitle = "${id}"\n*/\nSELECT count(*) AS hits FROM entries\n`

/** A plugin with code that leaves a trace when it is loaded. Each has another file, as a module is loaded once. */
const writeCode = (plugin: string, bot = "Ours"): void => {
  write(`${plugin}/logmill-plugin.toml`, manifest('enricher = "enricher.mjs"'))
  write(
    `${plugin}/enricher.mjs`,
    `import { writeFileSync } from "node:fs"
writeFileSync(${JSON.stringify(at("loaded"))}, "")
export const agent = (value) => value.startsWith("ShopCheck/") ? { agentClass: "monitor", bot: "${bot}" } : null
`
  )
}
const wasLoaded = (): boolean => existsSync(at("loaded"))
const botStored = (): unknown => {
  const database = new Database(at("logmill.db"), { readonly: true })
  const bot: unknown = database.prepare("SELECT bot FROM entries").pluck().get()
  database.close()
  return bot
}

describe("code is not run because of the folder one stands in", () => {
  const places: ReadonlyArray<readonly [what: string, options: () => TestShellOptions]> = [
    [
      "a logmill.toml that names it",
      () => {
        writeCode("shop")
        write("logmill.toml", '[plugins]\npaths = ["shop"]')
        return {}
      }
    ],
    [
      "a logmill.toml that names the folder itself",
      () => {
        writeCode(".")
        write("logmill.toml", '[plugins]\npaths = ["."]')
        return {}
      }
    ],
    [
      "a logmill.toml that names a package",
      () => {
        writeCode("node_modules/shop")
        write("logmill.toml", '[plugins]\npaths = ["shop"]')
        return {}
      }
    ],
    [
      "a variable",
      () => {
        writeCode("shop")
        return { env: { LOGMILL_PLUGINS: "shop" } }
      }
    ],
    [
      "folders that are called like those of the configuration",
      () => {
        for (const plugin of ["plugins/shop", "logmill/plugins/shop", ".config/logmill/plugins/shop", "."]) {
          writeCode(plugin)
        }
        return {}
      }
    ]
  ]
  it.each(places)("%s", async (_, prepare) => {
    const options = prepare()
    for (const one of ["ingest access.log", "enrich", "plugins"]) {
      await run(one, options)
      assert.isFalse(wasLoaded(), one)
    }
  })

  it("by no command", async () => {
    writeCode("shop")
    write("logmill.toml", '[plugins]\npaths = ["shop"]')
    const words = [
      "access.log",
      "ingest --retry-rejects",
      "analyze paths",
      "analyses",
      "analyses new mine",
      "formats",
      "formats detect access.log",
      "rejects",
      "status",
      "doctor",
      "config"
    ]
    for (const one of words) {
      await run(one)
      assert.isFalse(wasLoaded(), one)
    }
  })

  it("a flag, without trust", async () => {
    writeCode("shop")
    for (const one of ["ingest access.log", "enrich", "plugins"]) {
      const { err } = await run(`${one} --plugins shop`)
      assert.include(err, "its code is not trusted; look at it, and if you trust it: logmill plugins trust shop\n")
      assert.isFalse(wasLoaded())
    }
  })
})

describe("a plugin that can't be used is named, and all else runs", () => {
  beforeEach(() => {
    write("logmill.toml", '\n[plugins]\npaths = ["gone", "later", "analyses-of-mine"]')
    write("later/logmill-plugin.toml", "contract = 99")
    write("later/never.sql", analysis("never"))
    write("analyses-of-mine/mine.sql", analysis("mine"))
  })
  const said =
    "the plugin gone (logmill.toml:3) is not used: there is no folder /gone, nor a package gone in node_modules of  or above\n" +
    "the plugin later (logmill.toml:3) is not used: /later/logmill-plugin.toml:1: contract = 99 is that of a later logmill, this logmill knows contract 1; update logmill, or take the plugin's release for contract 1\n"

  it.each(["ingest access.log -q", "access.log -q", "formats", "analyses", "enrich -q"])(
    "by logmill %s",
    async (words) => {
      if (words.startsWith("enrich")) await run("ingest access.log -q")
      const { err, status } = await run(words)
      assert.deepStrictEqual([status, err.slice(0, said.length)], ["done", said])
      assert.strictEqual(err.split("is not used").length, 3)
    }
  )

  it("by logmill analyze, which answers", async () => {
    await run("ingest access.log -q")
    const { err, out, status } = await run("analyze mine --csv -q")
    assert.deepStrictEqual([status, out, err], ["done", "hits\n1\n", said])
    assert.match((await run("analyze never")).err, /there is no analysis "never"/)
  })

  it("by logmill plugins, whose status says so", async () => {
    const { err, status } = await run("plugins")
    assert.strictEqual(status, "partly")
    assert.include(err, said)
    const rows = await rowsOf("plugins")
    assert.deepStrictEqual(
      rows.map(({ folder: place, name, origin, state }) => [name, origin, state, place]),
      [
        ["logmill", "built-in", "built-in", join(import.meta.dirname, "../../../plugins")],
        ["analyses-of-mine", "logmill.toml:3", "data", "/analyses-of-mine"],
        ["gone", "logmill.toml:3", "not used", null],
        ["later", "logmill.toml:3", "not used", "/later"]
      ]
    )
  })
})

describe("parts that can't be used", () => {
  it("are named by who uses them, and the plugin's others are used", async () => {
    write("shop/logmill-plugin.toml", manifest('[presets]\nstatic = "ext:x"\nodd = "x:y"\nfine = "path:/a"'))
    write("shop/analyses/bad.sql", "SELECT 1")
    write("shop/analyses/fine.sql", analysis("fine"))
    write("shop/formats/bad.json", "{")
    mkdirSync(at("shop/formats/folder.json"))
    const preset = "of the plugin shop (--plugins) is not used"
    const ingested = await run("ingest access.log --plugins shop --drop fine")
    for (const sentence of [
      "the format is not used: /shop/formats/bad.json: ",
      "the format is not used: /shop/formats/folder.json is a folder\n",
      `the preset static ${preset}: the plugin logmill has a preset of this name; choose another\n`,
      `the preset odd ${preset}: the rule "x:y" is none of odd, path:PATTERN`,
      "filtered: 1 fine\n"
    ]) {
      assert.include(ingested.err, sentence)
    }
    const answered = await run("analyze fine --plugins shop --csv -q")
    assert.deepStrictEqual([answered.status, answered.out], ["done", "hits\n0\n"])
    assert.match(answered.err, /^\/shop\/analyses\/bad\.sql:1: an analysis begins with a comment .*\n$/)
    const listed = await run("plugins shop --plugins shop --csv")
    assert.strictEqual(listed.status, "partly")
    assert.deepStrictEqual(
      listed.out.split("\n").map((row) => row.split(",").slice(0, 2).join(" ")),
      [
        "kind name",
        "analysis fine",
        "analysis bad",
        "format ",
        "format ",
        "preset static",
        "preset odd",
        "preset fine",
        ""
      ]
    )
    assert.strictEqual(listed.err.trim().split("\n").length, 5)
    const [, row] = await rowsOf("plugins --plugins shop")
    assert.deepStrictEqual(
      ["analyses", "formats", "presets", "enrichers", "contributes"].map((name) => row![name]),
      [1, 0, 1, 0, "analyses fine; presets fine"]
    )
  })

  it("analyses that SQLite refuses are named with file and line, with a database and without one", async () => {
    const param = '[params.more]\ntype = "bool"\n[params.least]\ntype = "int"\n'
    const sql = "SELECT path\nFROM entries WHERE status > :least;\n/* when more */ SELECT nosuch AS path FROM entries"
    write("shop/logmill-plugin.toml", manifest())
    write(
      "shop/analyses/wrong.sql",
      `/* logmill\nid = "wrong"\ntitle = "Wrong"\n*/\nSELECT\n  pth AS x\nFROM entries\n`
    )
    write("shop/analyses/form.sql", `/* logmill\nid = "form"\ntitle = "Form"\n${param}*/\n${sql}\n`)
    write("shop/analyses/inside.sql", '/* logmill\nid = "inside"\ntitle = "Inside"\n*/\nSELECT value FROM path\n')
    write("shop/analyses/fine.sql", analysis("fine"))
    const seen = async () => {
      const { err, status } = await run("plugins --plugins shop --csv")
      return [status, ...err.trim().split("\n").toSorted()]
    }
    const without = await seen()
    assert.strictEqual(existsSync(at("logmill.db")), false)
    assert.deepStrictEqual(
      without.map((sentence) => sentence.slice(0, 82)),
      [
        "partly",
        "/shop/analyses/form.sql:11: there is no column nosuch in entries; its columns are ",
        '/shop/analyses/inside.sql:5: "path" is a table of the database\'s inside, which no ',
        "/shop/analyses/wrong.sql:6: there is no column pth in entries; did you mean path?"
      ]
    )
    await run("ingest access.log -q")
    assert.deepStrictEqual(await seen(), without)
  })

  it("an analysis that is a pipe or without end is not waited for", async () => {
    mkdirSync(at("shop/formats"), { recursive: true })
    symlinkSync("/dev/zero", at("shop/endless.sql"))
    symlinkSync("/dev/zero", at("shop/formats/endless.json"))
    const { err } = await run("plugins --plugins shop")
    assert.include(err, "/shop/endless.sql:1: the file is no ordinary file\n")
    assert.include(err, "/shop/formats/endless.json is no ordinary file\n")
  })

  it("code that throws when it is loaded, or at values", async () => {
    write("own/plugins/bad/logmill-plugin.toml", manifest('enricher = "e.mjs"'))
    write("own/plugins/bad/e.mjs", "throw new Error('not today')")
    write("own/plugins/worse/logmill-plugin.toml", manifest('enricher = "e.mjs"\n[presets]\nchecks = "path:/none"'))
    write("own/plugins/worse/e.mjs", "export const agent = (value) => value.no.such")
    writeCode("own/plugins/zoo")
    write("access.log", line + line.replace("ShopCheck/1.0", "Evil\\x1b]0;title/1"))
    const { err, status } = await run("ingest access.log -q --drop checks")
    assert.strictEqual(status, "done")
    const [bad, worse, ...others] = err.split("\n")
    assert.match(
      bad!,
      /^the enricher of the plugin bad \(user\) is not run: \/own\/plugins\/bad\/e\.mjs can't be loaded: Error: not today/
    )
    assert.match(
      worse!,
      /^the enricher of the plugin worse failed at 2 agents, which stay as they were: \/own\/plugins\/worse\/e\.mjs: TypeError: .* \(first at "ShopCheck\/1\.0"\)$/
    )
    assert.deepStrictEqual(others, [""])
    assert.strictEqual(botStored(), "Ours")
    const listed = await run("plugins -q")
    assert.strictEqual(listed.status, "partly")
    assert.include(listed.err, "/own/plugins/bad/e.mjs can't be loaded: Error: not today")
  })
})

describe("logmill plugins trust", () => {
  it.each([
    ["trust nothing", "there is no folder /nothing, nor a package nothing in node_modules of  or above"],
    [
      "trust data",
      "/data has no code to trust: logmill-plugin.toml names no enricher; all else in it is used as it is"
    ],
    ["trust broken", "/broken/logmill-plugin.toml:1: contract is missing; write contract = 1"],
    ["untrust data", "the code in /data is not trusted"],
    ["untrust nothing", "the code in /nothing is not trusted"],
    [
      "untrust own/plugins/mine",
      "/own/plugins/mine is of your own configuration, so that its code is run; take it out of there"
    ],
    ["mime", "there is no plugin mime; did you mean mine?"],
    ["xyzzy", "there is no plugin xyzzy; there are logmill, mine"],
    [
      "broken",
      "broken can't be used as a plugin: /broken/logmill-plugin.toml:1: contract is missing; write contract = 1"
    ],
    ["./data", "./data is a plugin that nothing names; to see it: logmill plugins --plugins ./data"]
  ])("refuses what makes no sense: %s", async (words, sentence) => {
    write("data/a.sql", analysis("a"))
    write("broken/logmill-plugin.toml", "")
    writeCode("own/plugins/mine")
    const { err, status } = await run(`plugins ${words}`)
    assert.deepStrictEqual([status, err], ["usage", `logmill: ${sentence}\n`])
  })

  it("lets code be run until it changes, or is trusted no more", async () => {
    writeCode("shop")
    write("shop/lib.js", "")
    write("logmill.toml", '[plugins]\npaths = ["shop"]')
    const trusted = await run("plugins trust shop")
    assert.deepStrictEqual(trusted, {
      status: "done",
      out: "shop/enricher.mjs\nshop/lib.js\n",
      err: "the code of the plugin shop is trusted, as long as these files stay as they are\nfor what is stored already: logmill enrich\n"
    })
    const stateNow = async () => (await rowsOf("plugins")).at(-1)!["state"]
    assert.strictEqual(await stateNow(), "trusted")
    await run("ingest access.log -q")
    assert.deepStrictEqual([wasLoaded(), botStored()], [true, "Ours"])

    write("shop/lib.js", "// changed")
    assert.strictEqual(await stateNow(), "changed")
    const changed = await run("enrich -q")
    assert.deepStrictEqual(changed, {
      status: "usage",
      out: "",
      err:
        "the enricher of the plugin shop (logmill.toml:2) is not run: its code has changed since it was trusted; look at it, and then: logmill plugins trust shop\n" +
        "logmill: to go on without the plugin shop, whose code is not run, would lose what it told: look at its code, and if you trust it: logmill plugins trust shop; or do without: name it no more, or take it out of your configuration\n"
    })
    assert.strictEqual(botStored(), "Ours")
    await run("plugins trust ./shop/")
    assert.strictEqual(await stateNow(), "trusted")
    assert.strictEqual((await run("plugins untrust shop")).err, "the code in /shop is trusted no more\n")
    assert.strictEqual(await stateNow(), "untrusted")
  })

  it("says how what is stored gets it, where no settings name the folder", async () => {
    writeCode("shop")
    assert.include((await run("plugins trust shop")).err, "already: logmill enrich --plugins shop\n")
  })

  it("a list of trusted folders that is damaged trusts nobody, and is not overwritten", async () => {
    writeCode("shop")
    write("own/trusted-plugins.json", "{")
    const damaged =
      "/own/trusted-plugins.json is damaged, so that no code is trusted; remove it, and trust the plugins again"
    const { err, status } = await run("ingest access.log -q --plugins shop")
    assert.strictEqual(status, "done")
    assert.strictEqual(err.split("\n")[0], damaged)
    assert.isFalse(wasLoaded())
    assert.deepStrictEqual(await run("plugins trust shop"), { status: "usage", out: "", err: `logmill: ${damaged}\n` })
    assert.strictEqual(readFileSync(at("own/trusted-plugins.json"), "utf8"), "{")
  })
})

describe("the user's own code", () => {
  const places: ReadonlyArray<readonly [what: string, prepare: () => void]> = [
    ["in plugins of the configuration folder", () => writeCode("own/plugins/shop")],
    ["in the configuration folder itself", () => writeCode("own")],
    [
      "where the user's own settings name it",
      () => {
        writeCode("elsewhere/shop")
        write("own/config.toml", '[plugins]\npaths = ["../elsewhere/shop"]')
      }
    ],
    [
      "in a package beside the user's own settings",
      () => {
        writeCode("own/node_modules/@acme/shop")
        write("own/config.toml", '[plugins]\npaths = ["@acme/shop"]')
      }
    ]
  ]
  it.each(places)("%s is run", async (_, prepare) => {
    prepare()
    const { err } = await run("ingest access.log -q")
    assert.deepStrictEqual([err, wasLoaded(), botStored()], ["", true, "Ours"])
    const { state } = (await rowsOf("plugins")).find(({ enrichers, name }) => name !== "logmill" && enrichers === 1)!
    assert.strictEqual(state, "own")
  })

  it("is run once more by enrich, on what is stored", async () => {
    await run("ingest access.log -q")
    assert.strictEqual(botStored(), "ShopCheck")
    writeCode("own/plugins/shop")
    const { err } = await run("enrich")
    assert.deepStrictEqual(
      [err, botStored()],
      ["changed: 1 agent, 0 paths, 0 referrers, 0 clients\ncounts by agent class made anew for 1 day\n", "Ours"]
    )
    assert.strictEqual((await run("enrich")).err, "all that is stored is as it would be made now\n")
    rmSync(join(folder, "own/plugins/shop"), { recursive: true })
    write("more.log", '192.0.2.9 - - [10/Nov/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 5 "-" "ShopCheck/2.0"\n')
    assert.match((await run("ingest more.log")).err, /code of plugins are others than .* logmill enrich makes all/)
    assert.include(
      (await run("enrich")).err,
      "the plugin shop is asked no more; with it: logmill enrich --plugins FOLDER"
    )
    assert.notInclude((await run("enrich")).err, "shop")
  })

  it("that is there, but can't be loaded, keeps enrich from losing what it told; so does a manifest that is wrong", async () => {
    writeCode("own/plugins/shop")
    await run("ingest access.log -q")
    write("own/plugins/shop/broken.mjs", "throw new Error('not today')")
    write("own/plugins/shop/logmill-plugin.toml", manifest('enricher = "broken.mjs"'))
    const broken = await run("enrich")
    assert.deepStrictEqual([broken.status, botStored()], ["usage", "Ours"])
    assert.match(broken.err, /would lose what it told: mend \/own\/plugins\/shop\/broken\.mjs; or/)
    write("own/plugins/shop/logmill-plugin.toml", "")
    const faulty = await run("enrich")
    assert.deepStrictEqual([faulty.status, botStored()], ["usage", "Ours"])
    assert.match(faulty.err, /contract is missing.*\n.* would lose what it told: mend it/)
    assert.match((await run("plugins nosuch")).err, /contract is missing.*\n.*there is no plugin nosuch/)
  })

  it("is not loaded where nothing new is read, or only asked", async () => {
    await run("ingest access.log -q")
    writeCode("own/plugins/shop")
    for (const words of ["ingest access.log", "analyze paths", "analyses", "formats", "status"]) {
      await run(words)
      assert.isFalse(wasLoaded(), words)
    }
  })
})

describe("formats and analyses of plugins", () => {
  it("are found wherever a plugin is named: by a flag, a variable, or in the user's folders", async () => {
    const format = readFileSync(join(import.meta.dirname, "../../../../samples/plugin/formats/shop-proxy.json"), "utf8")
    const { samples } = JSON.parse(format) as { readonly samples: ReadonlyArray<{ readonly line: string }> }
    write("proxy.log", `${samples[0]!.line}\n`)
    write("own/formats/.keep", "")
    const uses: ReadonlyArray<readonly [plugin: string, flags: string, options: TestShellOptions]> = [
      ["shop", " --plugins shop", {}],
      ["shop", "", { env: { LOGMILL_PLUGINS: "shop" } }],
      ["own/plugins/shop", "", {}],
      ["own", "", {}]
    ]
    for (const [plugin, flags, options] of uses) {
      write(`${plugin}/formats/shop-proxy.json`, format)
      write(`${plugin}/analyses/mine.sql`, analysis("mine"))
      const detected = await run(`formats detect proxy.log --csv${flags}`, options)
      assert.include(detected.out, "shop-proxy,1,")
      assert.include((await run(`analyses --csv${flags}`, options)).out, ",mine,")
      rmSync(at(plugin), { recursive: true })
    }
  })
})
