// Writes the documents that are made from the code: `npm run docs`. A test compares them.
import { writeFile } from 'node:fs/promises'
import { generatedPages } from './docs/pages.ts'

for (const [path, page] of Object.entries(generatedPages)) {
  await writeFile(new URL(`../${path}`, import.meta.url), page())
  process.stdout.write(`${path}\n`)
}
