/**
 * The page: from web/ to dist/web, files that may be served from anywhere by their own names. Names carry digests, so that
 * they can be kept for ever; index.html does not.
 */
import { join } from "node:path"

import { defineConfig } from "vite"

export default defineConfig({
  root: join(import.meta.dirname, "web"),
  base: "./",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: join(import.meta.dirname, "dist/web"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    // Nothing is written into the page as data: the policy it is served under allows files only.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { checks: { pluginTimings: false } }
  }
})
