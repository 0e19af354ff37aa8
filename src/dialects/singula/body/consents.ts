import type { ConsentAnswer } from '../../../core/consents/consent.ts'
import type { Violation } from '../../../violations/violation.ts'
import { isObject, kindOf, memberIn } from './members.ts'
import type { Members } from './read-body.ts'

export interface ConsentsRead {
  readonly consents: readonly ConsentAnswer[] | undefined
  readonly faults: readonly Violation[]
}

const field = 'consents'
const mostConsents = 100
const mostMethods = 50
const longestId = 100

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
  const faults: readonly Violation[] = [
    ...(consentId === undefined ? [{ code: 'missing', field: 'consentId' } as const] : []),
    ...(typeof isGranted === 'boolean' ? [] : [{ code: 'not_a_boolean', field: 'consented' } as const]),
    ...ofMethods,
  ]
  if (faults.length > 0 || consentId === undefined || typeof isGranted !== 'boolean') return { faults }
  return { consent: { consentId, kind, isGranted, contactMethods: methods }, faults }
}

/** Ids are text or whole numbers, and kept as text; one too long to be any stands for none. */
function idIn(entry: Members, name: string): string | undefined {
  const value = memberIn(entry, name)
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  const text = typeof value === 'string' ? value.normalize('NFC').trim() : ''
  return text === '' || text.length > longestId || !text.isWellFormed() || text.includes('\0') ? undefined : text
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
    const code = isObject(method) ? idIn(method, 'code') : undefined
    const consented = isObject(method) ? memberIn(method, 'consented') : undefined
    if (!isObject(method)) faults.push({ code: 'not_an_object', field: 'contactMethods', given: kindOf(method) })
    else if (code === undefined) faults.push({ code: 'missing', field: 'contactMethods' })
    else if (typeof consented !== 'boolean') faults.push({ code: 'not_a_boolean', field: 'consented' })
    else if (methods.has(code)) faults.push({ code: 'repeated', field: 'contactMethods', name: code })
    else methods.set(code, consented)
  }
  return { methods: Object.fromEntries(methods), faults }
}
