import { InvalidArgumentError } from 'commander'

/** Reads a whole number of `unit`; what is no number would otherwise be passed over. */
export const wholeNumberOf =
  (unit: string) =>
  (text: string): number => {
    if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError(`A whole number of ${unit} is needed.`)
    return Number(text)
  }

/** Reads a place in the feed. */
export function position(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('A position is a whole number, as patron events tail shows it.')
  return Number(text)
}

export const wholeDays = wholeNumberOf('days')

export const asJson = ['--json', 'print it for a program'] as const

export const ofTenant = ['--tenant <name>', "of which tenant; absent, the installation's own"] as const

/** What stands under a command's options. */
export const exampleLines = (...lines: readonly string[]): string =>
  `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  ${line}`).join('\n')}`
