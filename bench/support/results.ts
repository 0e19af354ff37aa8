import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(new URL('../results.md', import.meta.url))
const opening = '# Measured\n\nEach bench writes its own part of this page when it is run; CONTRIBUTING.md names the commands.\n'

/** Puts the text under its heading in bench/results.md, in place of what stood there; other headings stay as they are. */
export function writeResults(heading: string, text: string): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : opening
  const [intro = '', ...sections] = before.split(/^(?=## )/m).map((section) => section.trimEnd())
  const section = `## ${heading}\n\n${text.trim()}`
  const at = sections.findIndex((other) => other.startsWith(`## ${heading}\n`))
  const after = at < 0 ? [...sections, section] : sections.with(at, section)
  writeFileSync(file, `${[intro, ...after].join('\n\n')}\n`)
  process.stdout.write(`\n${section}\n`)
}
