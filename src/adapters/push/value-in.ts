/** What an object from elsewhere has under a name; `undefined` for what is no object. */
export const valueIn = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined
