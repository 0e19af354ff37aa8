import { caseFoldingTable } from './case-folding-table.ts'

const foldings = readTable(caseFoldingTable)

/**
 * Full Unicode case folding ("ß" becomes "ss", "K" of kelvin becomes "k", "ı" stays itself), without the Turkic rows.
 * The same on every runtime, because the table is the project's; it does not normalise, and folding twice changes nothing.
 *
 * @source Unicode 15.0, section 3.13 (toCasefold), CaseFolding.txt statuses C and F
 */
export function foldCase(text: string): string {
  let folded = ''
  for (const character of text) folded += foldings.get(character) ?? character
  return folded
}

function readTable(table: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>()
  for (const word of table.trim().split(/\s+/)) {
    const [from = '', several] = word.split('=')
    if (several !== undefined) entries.set(characters([from]), characters(several.split('.')))
    else for (const [before, after] of readRun(word)) entries.set(String.fromCodePoint(before), String.fromCodePoint(after))
  }
  return entries
}

function* readRun(word: string): Generator<[before: number, after: number]> {
  const [, first = '', last = first, step = '1', sign, distance = ''] =
    /^([0-9a-f]+)(?:-([0-9a-f]+)(?:\/([12]))?(?=[+-]))?([+-])([0-9a-f]+)$/.exec(word) ?? []
  const shift = parseInt(distance, 16) * (sign === '-' ? -1 : 1)
  for (let point = parseInt(first, 16); point <= parseInt(last, 16); point += Number(step)) yield [point, point + shift]
}

function characters(hexes: readonly string[]): string {
  return String.fromCodePoint(...hexes.map((hex) => parseInt(hex, 16)))
}
