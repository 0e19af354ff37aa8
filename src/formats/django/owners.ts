const pageBits = 12
const mostId = 2 ** 32 - 1

/**
 * Which customer named which address, for as many as there are. Keys that are numbers, and they mostly follow one another,
 * take four bytes each; others take a hundred or two.
 */
export class Owners {
  readonly #pages = new Map<number, Uint32Array>()
  readonly #others = new Map<string, string>()

  set(address: string, customer: string): void {
    const [id, owner] = [numberOf(address), numberOf(customer)]
    if (id === undefined || owner === undefined) {
      this.#others.set(copied(address), copied(customer))
      return
    }
    const at = Math.floor(id / 2 ** pageBits)
    const page = this.#pages.get(at) ?? new Uint32Array(2 ** pageBits)
    this.#pages.set(at, page)
    page[id % 2 ** pageBits] = owner
  }

  get(address: string): string | undefined {
    const id = numberOf(address)
    const owner = id === undefined ? 0 : this.#pages.get(Math.floor(id / 2 ** pageBits))?.[id % 2 ** pageBits]
    return owner ? String(owner) : this.#others.get(address)
  }
}

function numberOf(key: string): number | undefined {
  const id = /^[1-9]\d{0,9}$/.test(key) ? Number(key) : Number.NaN
  return id <= mostId ? id : undefined
}

/** A text that was cut out of a larger one holds that. */
export const copied = (text: string): string => Buffer.from(text, 'utf8').toString('utf8')
