/** What tests need that is made of sources: kernels, and the threads that run them. Made again for a run that watches. */
import type { TestProject } from "vitest/node"

import { buildThreads } from "./threads.ts"

export const setup = async (project: TestProject): Promise<void> => {
  await buildThreads()
  project.onTestsRerun(buildThreads)
}
