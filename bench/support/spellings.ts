const domains = ['bücher.example', 'BÜCHER.example', 'xn--bcher-kva.example', 'Bücher.EXAMPLE', 'bu\u0308cher.example']

/** Which of the spellings somebody takes; all, where nothing is said. */
export interface Spelled {
  readonly quotes: boolean
  readonly blanks: boolean
}

/**
 * One mailbox in so many spellings, no two alike: case of each letter, blanks, quotes, forms of the domain.
 *
 * @param taken  by whom the nth is read
 */
export const spellings = (
  mailbox: string,
  count: number,
  taken: (n: number) => Spelled = () => ({ quotes: true, blanks: true }),
): string[] =>
  Array.from({ length: count }, (_, index) => {
    const { quotes, blanks } = taken(index)
    const local = mixedCase(mailbox, index)
    const domain = domains[index % domains.length]
    const address = quotes && index % 7 > 4 ? `"${local}"@${domain}` : `${local}@${domain}`
    return blanks && index % 4 === 2 ? ` ${address} ` : address
  })

/** The bits of the number say which letters are capitals. */
const mixedCase = (text: string, bits: number): string =>
  [...text].map((letter, index) => ((bits >> index) & 1 ? letter.toUpperCase() : letter)).join('')
