import { BrokenOff } from './open-text.ts'
import { fault, type Reading, type Taker } from './reading.ts'

/** In UTF-16 units; of a profile image in base64 there are seven million. */
export const longestRecord = 16 * 1_048_576

/**
 * Reads a text that comes in pieces, record by record, holding one piece and one record at most. What breaks off or cannot be
 * read is told as a fault in its place, and what follows it is read where the format lets that be found again.
 */
export async function* readRecords(
  pieces: AsyncIterable<string>,
  taker: Taker,
  longest = longestRecord,
): AsyncGenerator<readonly Reading[]> {
  let text = ''
  let wanted = 0
  try {
    for await (const piece of pieces) {
      text += piece
      if (text.length < wanted) continue
      const { readings, end } = takeAll(text, taker, longest)
      text = text.slice(end)
      // Twice as much before the same beginning is looked at again, or a long record would be read once for each piece.
      wanted = Math.min(text.length * 2, longest + 1)
      yield readings
    }
  } catch (error) {
    if (!(error instanceof BrokenOff)) throw error
    yield [fault(taker.line(), 'The file breaks off here: its compressed content is damaged or incomplete.')]
    return
  }
  yield takeAll(text, taker, 'end').readings
  const unfinished = taker.finish()
  if (unfinished) yield [unfinished]
}

/** @param until  how long a record may be that more is waited for; `end`: there is no more */
function takeAll(text: string, taker: Taker, until: number | 'end'): { readings: readonly Reading[]; end: number } {
  const readings: Reading[] = []
  let end = 0
  while (end < text.length) {
    let taken = taker.take(text, end, until === 'end')
    if (!taken && until !== 'end' && text.length - end > until) taken = taker.giveUp(text, end)
    if (!taken) break
    if (taken.reading) readings.push(taken.reading)
    end = taken.end
  }
  return { readings, end }
}
