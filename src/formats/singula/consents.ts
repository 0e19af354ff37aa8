import { createHash } from 'node:crypto'
import type { ConsentRecord } from '../../core/consents/consent.ts'
import type { Columns } from '../columns.ts'
import { isObject } from '../reading/parse-json.ts'

/** Of which nothing tells which text was shown. */
const unknownVersion = 'imported'

type Answer = Omit<ConsentRecord, 'customerId'>

/**
 * Every answer of both lists, numbered in their order. The contract tells neither when it was given nor through what, so that
 * it has the time of the customer's last change, and the same id each time it is read.
 *
 * @source docs/contracts/singula.md, section 4.4
 */
export function readConsents(columns: Columns, of: { key: string; answeredAt: Date }): readonly Answer[] | undefined {
  const consents = columns.raw('consents')
  if (consents === undefined || consents === null) return undefined
  if (!isObject(consents)) {
    columns.reject('consents', 'The value is no object.')
    return undefined
  }
  const lists = [consents['companyConsents'] ?? [], consents['thirdPartyConsents'] ?? []].flat()
  return lists.flatMap((one, index): Answer[] => {
    const answer = isObject(one) ? answerOf(columns.inside(one, 'consents')) : undefined
    if (!answer) columns.reject('consents', 'A consent has no consentId, or does not say whether it was given.')
    return answer
      ? [{ ...answer, ...evidence, id: idOf(of.key, answer.consentId), number: index + 1, recordedAt: of.answeredAt }]
      : []
  })
}

function answerOf(members: Columns): Pick<Answer, 'consentId' | 'version' | 'decision' | 'contactMethods'> | undefined {
  const consentId = members.text('consentId')
  const isGranted = members.mark('consented')
  if (consentId === undefined || isGranted === undefined) return undefined
  return {
    consentId,
    version: members.text('version') ?? unknownVersion,
    decision: isGranted ? 'granted' : 'declined',
    contactMethods: contactMethodsOf(members.raw('contactMethods')),
  }
}

function contactMethodsOf(list: unknown): Record<string, boolean> {
  if (!Array.isArray(list)) return {}
  const methods = list.flatMap((one): [string, boolean][] => {
    if (typeof one === 'string') return [[one, true]]
    return isObject(one) && typeof one['code'] === 'string' ? [[one['code'], one['consented'] === true]] : []
  })
  return Object.fromEntries(methods)
}

const evidence = {
  ...{ surface: 'singula', actingAs: 'program', actingId: null, clientAddress: null, userAgent: null, requestId: null },
  ...{ locale: null, textDigest: null },
} as const satisfies Partial<Answer>

/** A UUID of version 8, which is made of a digest. */
function idOf(key: string, consentId: string): string {
  const digest = createHash('sha256').update(`singula consent\0${key}\0${consentId}`).digest().subarray(0, 16)
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
