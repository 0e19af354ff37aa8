import { html, type Piece } from '../markup/html.ts'

// What a sentence puts behind an address does not belong to it.
const address = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}])/

/** Text with its http and https addresses as links; whatever else looks like one stays text. */
export const linksIn = (text: string): readonly Piece[] =>
  text
    .split(address)
    .map((piece, index) =>
      index % 2 === 1 && URL.canParse(piece) ? html`<a href="${piece}" rel="noreferrer">${piece}</a>` : piece,
    )
