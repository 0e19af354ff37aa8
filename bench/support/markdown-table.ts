export interface Column {
  readonly title: string
  readonly alignment: 'left' | 'right'
}

/** A Markdown table, padded so that it can be read as it stands. */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, index) => Math.max(title.length, 3, ...rows.map((row) => (row[index] ?? '').length)))
  const line = (cells: readonly string[]) =>
    `| ${columns.map(({ alignment }, index) => pad(cells[index] ?? '', widths[index] ?? 0, alignment)).join(' | ')} |`
  const rule = columns.map(({ alignment }, index) => {
    const dashes = '-'.repeat((widths[index] ?? 3) - 1)
    return alignment === 'right' ? `${dashes}:` : `-${dashes}`
  })
  return [line(columns.map(({ title }) => title)), line(rule), ...rows.map(line)].join('\n')
}

const pad = (cell: string, width: number, alignment: Column['alignment']): string =>
  alignment === 'right' ? cell.padStart(width) : cell.padEnd(width)
