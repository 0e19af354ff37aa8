import type { Values } from './reading.ts'

/**
 * The object that the text is; whole numbers beyond what a number holds are text.
 *
 * @returns undefined for what is no JSON, or no object. Why is not told: what the engine says quotes the text.
 */
export function parseObject(text: string): Values | undefined {
  try {
    const value: unknown = /\d{16}/.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Ids of 64 bits would be rounded, and two customers become one. */
function keepDigits(_name: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? (context?.source ?? value) : value
}
