/**
 * Reads an option that is one whole number, or several separated by commas.
 *
 * @throws Error that names the option, what was given and what is accepted
 */
export function wholeNumbers(option: string, given: string): readonly number[] {
  const numbers = given.split(',').map(Number)
  if (numbers.every((number) => Number.isInteger(number) && number > 0)) return numbers
  throw new Error(`${option} is ${given}. Accepted: whole numbers from 1.`)
}
