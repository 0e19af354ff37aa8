import type { CustomAttribute } from '../../core/customers/custom-attributes.ts'
import type { Columns } from '../columns.ts'
import { isObject } from '../reading/parse-json.ts'

/** Names and texts; numbers and marks become text, and a null is an attribute that was taken away. */
export function readAttributes(columns: Columns): readonly CustomAttribute[] | undefined {
  const list = columns.raw('customAttributes')
  if (list === undefined || list === null) return undefined
  if (!Array.isArray(list) || !list.every(isObject)) {
    columns.reject('customAttributes', 'The value is no list of attributes.')
    return undefined
  }
  return list.flatMap((one) => {
    const members = columns.inside(one, 'customAttributes')
    const [name, value] = [members.text('name'), members.given('value')]
    if (name === undefined) columns.reject('customAttributes', 'An attribute has no name.')
    return name === undefined || value === undefined || value === null ? [] : [{ name, value }]
  })
}
