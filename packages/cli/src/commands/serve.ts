/** `logmill serve`: the report page, until Ctrl-C. The address goes to standard output, so that a script can take it. */
import { existsSync } from "node:fs"
import { join } from "node:path"

import { Effect, Layer, Option } from "effect"

import { dataContext } from "@logmill/core/analysis/context"
import { childrenAtMost, quickChildren } from "@logmill/report-server/questions/Lanes"
import { startServer } from "@logmill/report-server/startServer"

import { openInBrowser } from "../browser.ts"
import { engineLayer, requireDatabase } from "../database.ts"
import { Stop, usage } from "../exit.ts"
import { fromQuery } from "../failure.ts"
import type { Everywhere, FlagValues, serveKeys } from "../flags.ts"
import { nextCommand } from "../next.ts"
import { pageFolder } from "../pageFolder.ts"
import { usePlugins } from "../plugins.ts"
import { reportLayer } from "../reportLayer.ts"
import { givenBy, loadSettings } from "../settings.ts"
import { Shell } from "../Shell.ts"

export type Input = Everywhere & FlagValues<(typeof serveKeys)[number]>

const usualPort = 8080

export const run = Effect.fnUntraced(function* (input: Input) {
  const { values: settings } = yield* loadSettings(givenBy(input))
  yield* requireDatabase(settings)
  const plugins = yield* usePlugins(settings)
  const shell = yield* Shell
  const port = Option.getOrElse(input.port, () => usualPort)
  const host = Option.getOrNull(input.host)
  const services = Layer.merge(engineLayer(settings, quickChildren, childrenAtMost), reportLayer(settings, plugins))
  yield* Effect.gen(function* () {
    // What is no database now is a mistake of the command; what becomes of it later is said by the page. A busy one passes.
    yield* dataContext.pipe(
      Effect.catch((error) => (error.reason === "busy" ? shell.warn(error.message) : Effect.fail(fromQuery(error))))
    )
    const server = yield* startServer({ port, host, pageFolder })
    yield* shell.stdout.write(`${server.invite()}\n`)
    yield* shell.note(`for programs: curl -H "Authorization: Bearer ${server.token}" ${server.origin}/api/overview`)
    yield* shell.note("the address lets in one browser; a page that is open makes more: menu ⋯, Open elsewhere")
    yield* Effect.forEach(server.invitesElsewhere(), (address) => shell.note(`from other machines: ${address}`))
    if (host !== null)
      yield* shell.warn("what other machines send and get is not encrypted: use it in networks you trust")
    if (!existsSync(join(pageFolder, "index.html"))) yield* shell.warn("the page is not built: run npm run build")
    if (!input.noOpen) yield* openInBrowser(server.invite())
    yield* shell.note("Ctrl-C ends it")
    return yield* Effect.never
  }).pipe(
    Effect.scoped,
    Effect.provide(services),
    Effect.mapError((error) => {
      if (error instanceof Stop) return error
      if (error.reason !== "taken" && error.reason !== "denied") return usage(`--host: ${error.message}`)
      return usage(
        `${error.message}; choose another: ${nextCommand(shell, settings, `serve --port ${otherPort(port)}`)}`
      )
    })
  )
})

const otherPort = (port: number): number => (port < 1024 ? usualPort : port + 1)
