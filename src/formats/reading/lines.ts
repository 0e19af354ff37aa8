/** The end of the line at `from`, and where the next one begins; `-1`: it does not end in this text. */
export function lineAt(text: string, from: number): { end: number; next: number } {
  const newline = text.indexOf('\n', from)
  if (newline < 0) return { end: -1, next: -1 }
  return { end: text[newline - 1] === '\r' && newline > from ? newline - 1 : newline, next: newline + 1 }
}

export function countLines(text: string, from: number, end: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++
  return count
}
