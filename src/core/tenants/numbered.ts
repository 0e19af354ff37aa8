// 2,147,483,647: numbers are drawn from 32-bit sequences that begin at 1.
const greatest = 2 ** 31 - 1

/** Whether something could have this number; the database takes no other to look for. */
export const canBeNumber = (number: number): boolean => Number.isInteger(number) && number >= 1 && number <= greatest
