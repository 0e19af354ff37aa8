import { createInterface } from 'node:readline/promises'

/**
 * Asks whoever sits at the terminal to type a text, so that nothing for good is done by a slip.
 *
 * @throws an error when nobody sits there, or another text is typed
 */
export async function confirmByTyping(text: string, question: string): Promise<void> {
  if (!process.stdin.isTTY) throw new Error('There is no terminal to confirm this on. Say --yes to do it unasked.')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const typed = await terminal.question(`${question}\nType ${text} to confirm: `)
    if (typed.trim() !== text) throw new Error('That is something else. Nothing was done.')
  } finally {
    terminal.close()
  }
}
