import type { Violation } from '../../violations/violation.ts'
import type { AttributeDeclaration, TenantSettings } from '../tenants/settings.ts'
import { calendarDate, isCalendarDay } from './calendar.ts'

/** Something a shop keeps of a customer under a name of its own. */
export interface CustomAttribute {
  readonly name: string
  readonly value: string
}

/** As sent: `null` takes the attribute away. */
export interface AttributeChange {
  readonly name: string
  readonly value: string | null
}

/** What a shop keeps of a customer under names of its own, in the order it came. */
export interface CustomAttributeStore {
  of(customerId: string): Promise<readonly CustomAttribute[]>
  /** Puts the whole list in the place of the one before. */
  replace(customerId: string, attributes: readonly CustomAttribute[]): Promise<void>
}

/** What one customer may have. */
export const mostAttributes = 100
/** Unicode code points. */
export const longestAttribute = { name: 100, value: 2_000 } as const

/** What the tenant's declarations have against the changes; a tenant that declares none takes what comes. */
export function reviewAttributes(
  changes: readonly AttributeChange[],
  { customAttributes: declared }: Pick<TenantSettings, 'customAttributes'>,
): readonly Violation[] {
  if (declared === 'open') return []
  return changes.flatMap(({ name, value }): Violation[] => {
    const declaration = declared.find((one) => one.name === name)
    if (!declaration) return value === null ? [] : [{ code: 'attribute_unknown', field: 'customAttributes', name }]
    const { type } = declaration
    if (type === 'text' || value === null || isOfType[type](value)) return []
    return [{ code: 'attribute_malformed', field: 'customAttributes', name, type }]
  })
}

const isOfType: Readonly<Record<Exclude<AttributeDeclaration['type'], 'text'>, (value: string) => boolean>> = {
  number: (value) => /^-?\d{1,15}(\.\d{1,15})?$/.test(value),
  boolean: (value) => value === 'true' || value === 'false',
  date: (value) => {
    const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(value) ?? []).map(Number)
    if (year === undefined || month === undefined || day === undefined || !isCalendarDay(year, month, day)) return false
    return calendarDate(year, month, day) === value
  },
}

/** The attributes after the changes: what is there keeps its place, what is new comes at the end. */
export function mergeAttributes(
  present: readonly CustomAttribute[],
  changes: readonly AttributeChange[],
): readonly CustomAttribute[] {
  const values = new Map(present.map(({ name, value }) => [name, value]))
  for (const { name, value } of changes) {
    if (value === null) values.delete(name)
    else values.set(name, value)
  }
  return [...values].map(([name, value]) => ({ name, value }))
}

/** What a change of attributes led to, or what is wrong with that. */
export type AttributesOutcome =
  | { readonly ok: true; readonly attributes: readonly CustomAttribute[]; readonly isChange: boolean }
  | { readonly ok: false; readonly violations: readonly Violation[] }

/** Stores the changes, in the transaction that has locked the customer; nothing where the list they lead to is too long. */
export async function storeAttributes(
  customerId: string,
  changes: readonly AttributeChange[],
  store: CustomAttributeStore,
): Promise<AttributesOutcome> {
  const present = await store.of(customerId)
  const attributes = mergeAttributes(present, changes)
  if (attributes.length > mostAttributes) return { ok: false, violations: [tooManyAttributes] }
  const values = new Map(present.map(({ name, value }) => [name, value]))
  const isChange = attributes.length !== present.length || attributes.some(({ name, value }) => values.get(name) !== value)
  if (isChange) await store.replace(customerId, attributes)
  return { ok: true, attributes, isChange }
}

const tooManyAttributes: Violation = { code: 'too_many', field: 'customAttributes', maximum: mostAttributes }
