import { InvalidArgumentError } from 'commander'

/** Reads a whole number of `unit`; what is no number would otherwise be passed over. */
export const wholeNumberOf =
  (unit: string) =>
  (text: string): number => {
    if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError(`A whole number of ${unit} is needed.`)
    return Number(text)
  }

export const wholeDays = wholeNumberOf('days')
