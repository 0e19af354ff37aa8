/** Files, or what was said of them, that nothing can be read with. The message is for the person who imports. */
export class UnreadableSource extends Error {
  override name = 'UnreadableSource'
}
