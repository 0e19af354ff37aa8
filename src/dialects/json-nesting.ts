const [quote, backslash] = [0x22, 0x5c]
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Whether lists and objects stand in each other more than so many levels deep, without reading them: linear, and no
 * deeper in the call stack whatever is sent. What is no JSON gets any answer, since its reader refuses it.
 */
export function nestsDeeperThan(levels: number, json: Uint8Array): boolean {
  let depth = 0
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]
    if (byte === quote) at = endOfText(json, at)
    else if (byte === openList || byte === openObject) {
      if (++depth > levels) return true
    } else if (byte === closeList || byte === closeObject) depth--
  }
  return false
}

/** Where the text that begins here ends; one without an end takes the rest. */
function endOfText(json: Uint8Array, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== quote) at += json[at] === backslash ? 2 : 1
  return at
}
