import type { ConsentAnswer } from '../../../core/consents/consent.ts'
import { absence, type Sent, textOf } from '../../../core/customers/sent.ts'
import { askAll, storable } from '../../../core/customers/text-rules.ts'
import type { Violation } from '../../../violations/violation.ts'
import { isObject, kindOf, memberIn, textIn } from './members.ts'
import type { Members } from './read-body.ts'

export interface ConsentsRead {
  readonly consents: readonly ConsentAnswer[] | undefined
  readonly faults: readonly Violation[]
}

const field = 'consents'
const mostConsents = 100
const mostMethods = 50

/**
 * What a customer said to consents. How the published service writes them is not known; this shape is ours and stands in
 * this file alone.
 *
 * @source docs/contracts/singula.md, section 4.4
 */
export function consentsIn(members: Members): ConsentsRead {
  const sent = memberIn(members, 'consents')
  if (sent === undefined || sent === null) return { consents: undefined, faults: [] }
  if (!isObject(sent)) return { consents: undefined, faults: [{ code: 'not_an_object', field, given: kindOf(sent) }] }
  const company = listIn(sent, 'companyConsents', 'company')
  const thirdParty = listIn(sent, 'thirdPartyConsents', 'thirdParty')
  const consents = [...company.consents, ...thirdParty.consents]
  const ids = consents.map(({ consentId }) => consentId)
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index))
  return {
    consents,
    faults: [
      ...company.faults,
      ...thirdParty.faults,
      ...[...repeated].map((name): Violation => ({ code: 'repeated', field, name })),
    ],
  }
}

interface ListRead {
  readonly consents: readonly ConsentAnswer[]
  readonly faults: readonly Violation[]
}

function listIn(sent: Members, name: string, kind: NonNullable<ConsentAnswer['kind']>): ListRead {
  const list = memberIn(sent, name)
  if (list === undefined || list === null) return { consents: [], faults: [] }
  if (!Array.isArray(list)) return { consents: [], faults: [{ code: 'not_a_list', field }] }
  if (list.length > mostConsents) return { consents: [], faults: [{ code: 'too_many', field, maximum: mostConsents }] }
  const read = list.map((entry) => readConsent(entry, kind))
  return {
    consents: read.flatMap(({ consent }) => consent ?? []),
    faults: read.flatMap(({ faults }) => faults),
  }
}

function readConsent(entry: unknown, kind: 'company' | 'thirdParty'): { consent?: ConsentAnswer; faults: readonly Violation[] } {
  if (!isObject(entry)) return { faults: [{ code: 'not_an_object', field, given: kindOf(entry) }] }
  const consentId = idIn(entry, 'consentId')
  const isGranted = memberIn(entry, 'consented')
  const { methods, faults: ofMethods } = methodsIn(entry)
  const faults: readonly Violation[] = [...idFaults('consentId', consentId), ...answerFaults(isGranted), ...ofMethods]
  if (faults.length > 0 || typeof isGranted !== 'boolean') return { faults }
  return { consent: { consentId: textOf(consentId), kind, isGranted, contactMethods: methods }, faults }
}

/** Ids are text or whole numbers, and kept as text. One of any length may be sent: the tenant knows it or does not. */
function idIn(entry: Members, name: string): Sent {
  const value = memberIn(entry, name)
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : textIn(entry, name)
}

const idFaults = (field: 'consentId' | 'contactMethods', id: Sent): readonly Violation[] =>
  absence(field, id, { required: true, blank: 'refused' }) ?? askAll(storable(field), textOf(id))

function answerFaults(consented: unknown): readonly Violation[] {
  if (consented === undefined || consented === null) return [{ code: 'missing', field: 'consented' }]
  return typeof consented === 'boolean' ? [] : [{ code: 'not_a_boolean', field: 'consented' }]
}

/** Plain text is short for a method that was consented to. */
function methodsIn(entry: Members): { methods: Readonly<Record<string, boolean>>; faults: readonly Violation[] } {
  const list = memberIn(entry, 'contactMethods')
  if (list === undefined || list === null) return { methods: {}, faults: [] }
  if (!Array.isArray(list)) return { methods: {}, faults: [{ code: 'not_a_list', field: 'contactMethods' }] }
  if (list.length > mostMethods) {
    return { methods: {}, faults: [{ code: 'too_many', field: 'contactMethods', maximum: mostMethods }] }
  }
  const methods = new Map<string, boolean>()
  const faults: Violation[] = []
  for (const sent of list) {
    const method: unknown = typeof sent === 'string' ? { code: sent, consented: true } : sent
    if (!isObject(method)) {
      faults.push({ code: 'not_an_object', field: 'contactMethods', given: kindOf(method) })
      continue
    }
    const id = idIn(method, 'code')
    const code = textOf(id)
    const consented = memberIn(method, 'consented')
    const wrong = [...idFaults('contactMethods', id), ...answerFaults(consented)]
    if (methods.has(code)) wrong.push({ code: 'repeated', field: 'contactMethods', name: code })
    if (wrong.length === 0) methods.set(code, consented === true)
    faults.push(...wrong)
  }
  return { methods: Object.fromEntries(methods), faults }
}
