/** The inner loop of resolving entries (src/store/rollups/Resolver.ts), compiled to WebAssembly. */
import { resolveEnd } from "./resolve.memory"

export { agentClass, enterHour, forget, giveKey, learnAgent, learnRequest, method, missing, resolve } from "./resolve"
export { batchRows, columnBytes, columnsAt } from "./resolve.memory"

export const memoryBytes: usize = resolveEnd
