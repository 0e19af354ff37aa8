const domains = ['bücher.example', 'BÜCHER.example', 'xn--bcher-kva.example', 'Bücher.EXAMPLE', 'bu\u0308cher.example']

/** One mailbox in so many spellings, no two alike: case of each letter, blanks, quotes, forms of the domain. */
export const spellings = (mailbox: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    const local = mixedCase(mailbox, index)
    const domain = domains[index % domains.length]
    const address = index % 3 === 1 ? `"${local}"@${domain}` : `${local}@${domain}`
    return index % 4 === 2 ? ` ${address} ` : address
  })

/** The bits of the number say which letters are capitals. */
const mixedCase = (text: string, bits: number): string =>
  [...text].map((letter, index) => ((bits >> index) & 1 ? letter.toUpperCase() : letter)).join('')
