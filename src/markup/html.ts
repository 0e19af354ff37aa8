/** Text that is HTML already and goes into a page as it is. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What a page may be made of; `false`, `null` and `undefined` leave nothing behind. */
export type Piece = Html | string | number | false | null | undefined | readonly Piece[]

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? '')

/** A tagged template: what stands in it is HTML, and what is put into it is text unless it came from this tag itself. */
export const html = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html =>
  new Html(String.raw({ raw: strings }, ...pieces.map(textOf)))

function textOf(piece: Piece): string {
  if (piece instanceof Html) return piece.text
  if (Array.isArray(piece)) return piece.map(textOf).join('')
  return piece === false || piece === null || piece === undefined ? '' : escapeHtml(String(piece))
}
