/** The page for a report in one file: one script, one style, in dist/file under names that stay. */
import { join } from "node:path"

import { defineConfig } from "vite"

import page from "./vite.config.ts"

export default defineConfig({
  ...page,
  build: {
    ...page.build,
    outDir: join(import.meta.dirname, "dist/file"),
    cssCodeSplit: false,
    rolldownOptions: {
      input: join(import.meta.dirname, "web/file.tsx"),
      output: {
        format: "es",
        codeSplitting: false,
        entryFileNames: "report.js",
        assetFileNames: "report[extname]"
      }
    }
  }
})
