/** One browser and one set of databases for all files, which run one after the other: each measures times and sees a screen. */
import { join } from "node:path"

import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    globalSetup: join(import.meta.dirname, "src/testing/globalSetup.ts"),
    isolate: false,
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "json"],
    outputFile: { json: ".vitest/results.json" }
  }
})
