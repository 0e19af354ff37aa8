import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface Page {
  readonly file: string
  readonly opening: string
}

const figures: Page = {
  file: fileURLToPath(new URL('../results.md', import.meta.url)),
  opening: '# Measured\n\nEach bench writes its own part of this page when it is run; CONTRIBUTING.md names the commands.',
}

const promises: Page = {
  file: fileURLToPath(new URL('../../docs/reliability.md', import.meta.url)),
  opening: '# Reliability\n\nWhat Patron promises under load, faults and attack, and what was seen.',
}

/** Puts the text under its heading in bench/results.md, in place of what stood there; other headings stay as they are. */
export const writeResults = (heading: string, text: string): void => writeSection(figures, heading, text)

/** As `writeResults`, in docs/reliability.md: what proves a promise. */
export const writeReliability = (heading: string, text: string): void => writeSection(promises, heading, text)

function writeSection({ file, opening }: Page, heading: string, text: string): void {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : opening
  const [intro = '', ...sections] = before.split(/^(?=## )/m).map((section) => section.trimEnd())
  const section = `## ${heading}\n\n${text.trim()}`
  const at = sections.findIndex((other) => other.startsWith(`## ${heading}\n`))
  const after = at < 0 ? [...sections, section] : sections.with(at, section)
  writeFileSync(file, `${[intro, ...after].join('\n\n')}\n`)
  process.stdout.write(`\n${section}\n`)
}
