import { isObject } from '../reading/parse-json.ts'
import type { Values } from '../reading/reading.ts'

/** A record of `manage.py dumpdata`: the model's name, its key unless keys were natural, and its fields. */
export function unwrapDumpdata({ model, pk, fields }: Values): { table: string; values: Values } | undefined {
  if (typeof model !== 'string' || !isObject(fields)) return undefined
  return { table: model, values: pk === undefined || pk === null ? fields : { id: pk, ...fields } }
}

/**
 * What rows call another one: its key, or with natural keys what is unique of it, in a list. Both become one text, and no
 * key is taken for a name.
 */
export function referenceOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.length > 0 ? naturalKey(value.map(String).join('\0')) : undefined
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export const naturalKey = (name: string): string => `natural ${name}`
