import { parseObject } from './parse-json.ts'
import { type Fault, fault, type Taken, type Taker } from './reading.ts'

/**
 * Reads the objects of one JSON list, each as soon as it has ended. An object that is damaged within its braces is told, and
 * reading goes on behind it; where the list itself is damaged, nothing behind is read, and that is told.
 */
export function createJsonListTaker(): Taker {
  return new JsonListTaker()
}

class JsonListTaker implements Taker {
  #number = 1
  #state: 'before' | 'inside' | 'behind' | 'lost' = 'before'

  take(text: string, from: number, isEnd: boolean): Taken | undefined {
    if (this.#state === 'lost') return { end: text.length }
    const at = skipBlanks(text, from)
    if (at === text.length) return { end: at }
    const begins = text[at]
    if (this.#state === 'before' && begins === '[') return this.#become('inside', at + 1)
    if (this.#state !== 'inside') return this.#lose(text, 'Text stands outside the list.')
    if (begins === ',') return { end: at + 1 }
    if (begins === ']') return this.#become('behind', at + 1)
    if (begins !== '{') return this.#lose(text, 'The list holds something that is no object. What follows is not read.')
    const end = closingBrace(text, at)
    if (end < 0) return isEnd ? { end: text.length } : undefined
    const line = this.#number++
    const values = parseObject(text.slice(at, end))
    if (!values) return { end, reading: fault(line, 'The object is damaged.') }
    return { end, reading: { kind: 'record', line, table: null, values } }
  }

  #become(state: 'inside' | 'behind', end: number): Taken {
    this.#state = state
    return { end }
  }

  #lose(text: string, reason: string): Taken {
    this.#state = 'lost'
    return { end: text.length, reading: fault(this.#number, reason) }
  }

  giveUp(text: string): Taken {
    return this.#lose(text, 'The object is too long, or does not end. What follows is not read.')
  }

  finish(): Fault | undefined {
    if (this.#state === 'behind' || this.#state === 'lost') return undefined
    return fault(this.#number, 'The file breaks off here: the end of its list is missing.')
  }

  line(): number {
    return this.#number
  }
}

function skipBlanks(text: string, from: number): number {
  let at = from
  for (let code = text.charCodeAt(at); code === 32 || (code >= 9 && code <= 13); code = text.charCodeAt(++at));
  return at
}

/** Where the object that begins at `from` has ended; -1: not in this text. */
function closingBrace(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) {
      at = closingQuote(text, at + 1)
      if (at < 0) return -1
    } else if (code === 123) depth++
    else if (code === 125 && --depth === 0) return at + 1
  }
  return -1
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at
    while (text.charCodeAt(before - 1) === 92 && before > from) before--
    if ((at - before) % 2 === 0) return at
  }
  return -1
}
