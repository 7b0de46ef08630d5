/**
 * Where the files are that threads and processes of this package begin with: bundled, in the repository, too, where they are
 * made before tests and builds (scripts/threads.ts). A thread that reads its modules one by one from TypeScript has cost
 * half a second by the time it does anything (Nov 2026), and most ingests start three.
 */
export const bundled = (name: string): URL =>
  new URL(import.meta.url.endsWith(".ts") ? `../dist/${name}` : `./${name}`, import.meta.url)
