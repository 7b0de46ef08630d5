import { join } from "node:path"

import { configDefaults, defineConfig } from "vitest/config"

// Every package runs its own tests with this one configuration, and so does `npx vitest` in the root, over all of them but those
// in a browser, which have one of their own.
// The JSON result is what .ci/run adds up, and what nx restores when it answers a test run from its cache.
export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: [...configDefaults.exclude, "apps/report-browser/**"],
    globalSetup: join(import.meta.dirname, "scripts/beforeTests.ts"),
    // Many tests start processes, on machines that are busy with other things too.
    // Nothing of ours has state in modules: files share them, which spares a quarter of the time.
    isolate: false,
    // What V8 made of the bundles of threads and children, of which tests start thousands.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/node-compile") },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ["default", "json"],
    outputFile: { json: ".vitest/results.json" }
  }
})
