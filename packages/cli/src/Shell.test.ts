import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

import { hasColors } from "./Shell.ts"
import { configFolderOf, standingIn } from "./standing.ts"
import { testShell } from "./testShell.ts"

describe("where the user stands", () => {
  const npm = { npm_lifecycle_event: "start", npm_package_json: "/repo/package.json", INIT_CWD: "/home/ada/logs" }
  const cases: ReadonlyArray<readonly [what: string, env: Record<string, string>, cwd: string, stands: string]> = [
    ["a shell", {}, "/logs", "/logs"],
    ["INIT_CWD left over from a shell that npm started", { INIT_CWD: "/elsewhere" }, "/logs", "/logs"],
    ["a script of npm", npm, "/repo", "/home/ada/logs"],
    ["a script of npm that went to another folder", npm, "/tmp/test", "/tmp/test"],
    ["npx in a folder below the package", { ...npm, INIT_CWD: "/repo/logs" }, "/repo/logs", "/repo/logs"]
  ]
  it.each(cases)("%s", (_, env, cwd, stands) => {
    assert.strictEqual(standingIn(env, cwd), stands)
  })

  it("the user's configuration follows XDG", () => {
    assert.strictEqual(configFolderOf({ HOME: "/home/ada" }), "/home/ada/.config/logmill")
    assert.strictEqual(configFolderOf({ HOME: "/home/ada", XDG_CONFIG_HOME: "/xdg" }), "/xdg/logmill")
  })

  it.each([
    [{}, "/.config/logmill"],
    [{ HOME: "" }, "/.config/logmill"],
    [{ HOME: "home" }, "/.config/logmill"],
    [{ HOME: "/home/ada", XDG_CONFIG_HOME: "" }, "/home/ada/.config/logmill"],
    [{ HOME: "/home/ada", XDG_CONFIG_HOME: "." }, "/home/ada/.config/logmill"],
    [{ HOME: ".", XDG_CONFIG_HOME: "xdg" }, "/.config/logmill"]
  ])("no configuration is found where one stands: %j", (env, configFolder) => {
    assert.strictEqual(configFolderOf(env), configFolder)
  })
})

describe("colours", () => {
  const cases: ReadonlyArray<readonly [env: Record<string, string>, isTerminal: boolean, colors: boolean]> = [
    [{}, false, false],
    [{}, true, true],
    [{ TERM: "dumb" }, true, false],
    [{ CLICOLOR: "0" }, true, false],
    [{ CLICOLOR_FORCE: "1" }, false, true],
    [{ CLICOLOR_FORCE: "0" }, false, false],
    [{ CLICOLOR_FORCE: "1", NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true]
  ]
  it.each(cases)("%j on a terminal: %s", (env, isTerminal, colors) => {
    assert.strictEqual(hasColors(env, isTerminal), colors)
  })
})

describe("messages", () => {
  it.effect("are escaped, one line each", () =>
    Effect.gen(function* () {
      const { err, shell } = testShell()
      yield* shell.warn("evil\u001b[2J\nname.log: unreadable")
      assert.strictEqual(err(), "evil\\x1b[2J\\x0aname.log: unreadable\n")
    })
  )

  it.effect("notes are silenced by -q, warnings are not", () =>
    Effect.gen(function* () {
      const { err, shell } = testShell({ quiet: true })
      yield* shell.note("nice to know")
      yield* shell.warn("went wrong")
      assert.strictEqual(err(), "went wrong\n")
    })
  )
})
