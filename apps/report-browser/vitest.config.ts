/** One browser and one set of databases for all files. Two run at a time, each with servers and contexts of its own. */
import { join } from "node:path"

import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    globalSetup: join(import.meta.dirname, "src/testing/globalSetup.ts"),
    isolate: false,
    maxWorkers: 2,
    // What is waited for comes in its time on a machine that is busy with ten other things, too.
    testTimeout: 240_000,
    hookTimeout: 120_000,
    reporters: ["default", "json"],
    outputFile: { json: ".vitest/results.json" }
  }
})
