/**
 * Turns Unicode's CaseFolding.txt into src/core/customers/case-folding-table.ts.
 *
 *     node scripts/make-case-folding.ts CaseFolding.txt
 *
 * The result depends on the given file alone, so that two people make the same bytes.
 */
import { readFileSync, writeFileSync } from 'node:fs'

type Folding = { from: number; to: readonly number[] }
type Run = { first: number; last: number; step: number; shift: number }

const target = new URL('../src/core/customers/case-folding-table.ts', import.meta.url)
const lineCharacters = 120

/** Statuses C and F together are the full folding; S is the simple one and T the Turkic one. */
function readFoldings(text: string): Folding[] {
  const rows = text.matchAll(/^([0-9A-F]+); [CF]; ([0-9A-F ]+);/gm)
  return [...rows].map(([, from = '', to = '']) => ({
    from: parseInt(from, 16),
    to: to.split(' ').map((hex) => parseInt(hex, 16)),
  }))
}

/** Joins neighbours that move by the same distance and stand one or two code points apart. */
function joinRuns(foldings: readonly Folding[]): Run[] {
  const runs: Run[] = []
  for (const { from, to } of foldings) {
    if (to.length !== 1) continue
    const shift = (to[0] ?? 0) - from
    const run = runs.at(-1)
    const gap = run ? from - run.last : 0
    if (run && run.shift === shift && gap <= 2 && (run.first === run.last || run.step === gap)) {
      run.step = gap
      run.last = from
    } else runs.push({ first: from, last: from, step: 1, shift })
  }
  return runs
}

function writeRun({ first, last, step, shift }: Run): string {
  const range = first === last ? hex(first) : `${hex(first)}-${hex(last)}${step === 1 ? '' : `/${step}`}`
  return `${range}${shift < 0 ? '-' : '+'}${hex(Math.abs(shift))}`
}

function wrap(words: readonly string[]): string {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > lineCharacters) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join('\n')
}

const hex = (number: number): string => number.toString(16)

const [input] = process.argv.slice(2)
if (input === undefined) throw new Error('usage: node scripts/make-case-folding.ts CaseFolding.txt')
const text = readFileSync(input, 'utf8')
const version = /^# CaseFolding-(\d+\.\d+\.\d+)\.txt/.exec(text)?.[1]
if (version === undefined) throw new Error(`${input}: expected a first line like "# CaseFolding-15.0.0.txt"`)
const foldings = readFoldings(text)
const words = [
  ...joinRuns(foldings).map(writeRun),
  ...foldings.filter(({ to }) => to.length > 1).map(({ from, to }) => `${hex(from)}=${to.map(hex).join('.')}`),
]
writeFileSync(
  target,
  `// Made by scripts/make-case-folding.ts from CaseFolding.txt of Unicode ${version}, statuses C and F (${foldings.length} code points).
// Source: https://www.unicode.org/Public/${version}/ucd/CaseFolding.txt. Change it by making it again.

export const caseFoldingUnicodeVersion = '${version}'

/**
 * Hexadecimal words: \`41-5a+20\` moves each of a range up by 20, \`100-12e/2+1\` every second one of it up by 1,
 * \`1e9e=73.73\` writes one code point as several.
 */
export const caseFoldingTable = \`
${wrap(words)}
\`
`,
)
console.log(`Unicode ${version}: ${foldings.length} foldings in ${words.length} words.`)
