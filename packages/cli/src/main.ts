/**
 * The entry of `logmill`: starts the process that will answer, where one is needed, then loads the rest beside it. Only
 * what that takes may be imported here.
 */
import { startAhead } from "./ahead.ts"

const ahead = startAhead(process.argv.slice(2), process.env, process.cwd())
const { main } = await import("./program.ts")
main(process, ahead)
