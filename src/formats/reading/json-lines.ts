import { lineAt } from './lines.ts'
import { parseObject } from './parse-json.ts'
import { type Fault, fault, type Taken, type Taker } from './reading.ts'

/** Reads an object from each line. A line that is none is told, and reading goes on with the next. */
export function createJsonLinesTaker(): Taker {
  return new JsonLinesTaker()
}

class JsonLinesTaker implements Taker {
  #line = 1
  #isSkipping = false

  take(text: string, from: number, isEnd: boolean): Taken | undefined {
    const { end, next } = lineAt(text, from)
    if (next < 0 && !isEnd && !this.#isSkipping) return undefined
    const to = next < 0 ? text.length : next
    if (this.#isSkipping) {
      this.#isSkipping = next < 0
      if (next >= 0) this.#line++
      return { end: to }
    }
    const line = this.#line++
    const content = text.slice(from, end < 0 ? text.length : end)
    if (content.trim() === '') return { end: to }
    const values = parseObject(content)
    if (!values) return { end: to, reading: fault(line, 'The line is no JSON object.') }
    return { end: to, reading: { kind: 'record', line, table: null, values } }
  }

  giveUp(text: string): Taken {
    this.#isSkipping = true
    return { end: text.length, reading: fault(this.#line, 'The line is too long.') }
  }

  finish(): Fault | undefined {
    return undefined
  }

  line(): number {
    return this.#line
  }
}
