import { defineConfig } from "vitest/config"

// Every package runs its own tests with this one configuration; so does `npx vitest` in the root, over all of them.
// The JSON result is what .ci/run adds up, and what nx restores when it answers a test run from its cache.
export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    reporters: ["default", "json"],
    outputFile: { json: ".vitest/results.json" }
  }
})
