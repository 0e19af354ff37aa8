import { type AttributeChange, longestAttribute, mostAttributes } from '../../../core/customers/custom-attributes.ts'
import { absence, type Sent, textOf } from '../../../core/customers/sent.ts'
import { askAll, notLonger, storable } from '../../../core/customers/text-rules.ts'
import type { Violation } from '../../../violations/violation.ts'
import { isObject, kindOf, memberIn, textIn } from './members.ts'
import type { Members } from './read-body.ts'

export interface AttributesRead {
  readonly attributes: readonly AttributeChange[] | undefined
  readonly faults: readonly Violation[]
}

const field = 'customAttributes'

/** The list of custom attributes; a value of `null` takes an attribute away. */
export function attributesIn(members: Members): AttributesRead {
  const sent = memberIn(members, 'customAttributes')
  if (sent === undefined || sent === null) return { attributes: undefined, faults: [] }
  if (!Array.isArray(sent)) return { attributes: undefined, faults: [{ code: 'not_a_list', field }] }
  if (sent.length > mostAttributes) {
    return { attributes: undefined, faults: [{ code: 'too_many', field, maximum: mostAttributes }] }
  }
  const read = sent.map(readAttribute)
  const names = read.flatMap(({ attribute }) => (attribute ? [attribute.name] : []))
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  return {
    attributes: read.flatMap(({ attribute }) => attribute ?? []),
    faults: [
      ...read.flatMap(({ faults }) => faults),
      ...[...repeated].map((name): Violation => ({ code: 'repeated', field, name })),
    ],
  }
}

function readAttribute(entry: unknown): { attribute?: AttributeChange; faults: readonly Violation[] } {
  if (!isObject(entry)) return { faults: [{ code: 'not_an_object', field, given: kindOf(entry) }] }
  const name = textIn(entry, 'name')
  const value = valueIn(entry)
  const faults = [
    ...(absence('attributeName', name, { required: true, blank: 'refused' }) ??
      askAll([notLonger('attributeName', longestAttribute.name), ...storable('attributeName')], textOf(name))),
    ...(absence('attributeValue', value, { required: false, blank: 'accepted' }) ??
      askAll([notLonger('attributeValue', longestAttribute.value), ...storable('attributeValue')], textOf(value))),
  ]
  return faults.length > 0
    ? { faults }
    : { attribute: { name: textOf(name), value: typeof value === 'string' ? value : null }, faults }
}

/** Numbers, true and false become text; blank text is none, as everywhere. */
function valueIn(entry: Members): Sent {
  const value = memberIn(entry, 'value')
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : (textIn(entry, 'value') ?? null)
}
