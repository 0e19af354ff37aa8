import type { Violation } from '../../../violations/violation.ts'

const maximumCharacters = 1000
/** What PostgreSQL's integer holds, as upstream's PositiveIntegerField. */
const maximum = 2_147_483_647
const plainForm = /^(0|[1-9]\d*)$/

/**
 * Reads a postcode as REST framework reads an integer: digits with an optional sign, single underscores between them, and
 * a point with nothing but zeros behind it.
 *
 * @source docs/contracts/django.md#8-apiv1customersid
 */
export function readDjangoPostcode(text: string): { readonly postcode: string } | Violation {
  const whole = text.replace(/\.0*\s*$/, '')
  if (text.length > maximumCharacters || !/^[+-]?\d+(_\d+)*$/.test(whole)) return { code: 'not_whole_number', field: 'postcode' }
  const number = Number(whole.replaceAll('_', ''))
  if (number < 0) return { code: 'below_minimum', field: 'postcode', minimum: 0 }
  if (number > maximum) return { code: 'above_maximum', field: 'postcode', maximum }
  return { postcode: String(Math.abs(number)) }
}

/**
 * The postcode as clients of the contract know it: a number where upstream could hold one and every digit of it shows.
 *
 * @source docs/decisions/0005-postcodes.md
 */
export const writeDjangoPostcode = (postcode: string): number | string =>
  plainForm.test(postcode) && Number(postcode) <= maximum ? Number(postcode) : postcode
