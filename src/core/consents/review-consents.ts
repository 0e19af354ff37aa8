import type { Violation } from '../../violations/violation.ts'
import type { ConsentDefinition, TenantSettings } from '../tenants/settings.ts'
import type { ConsentAnswer, ConsentState } from './consent.ts'
import { versionInForce } from './version.ts'

export type AskedConsents = Pick<TenantSettings, 'consents' | 'contactMethods'>

/**
 * What is wrong with answers to the tenant's consents, given what the customer has said before: everything at once, those
 * of one kind together. A caller whose request says nothing of consents does not ask: nobody has to consent again because
 * they change something else.
 *
 * @returns `consent_unknown`, `contact_method_unknown` and `consent_outdated` of the answers, whichever way they go;
 *   `consent_needed` of what is mandatory and stands neither in them nor in what was said before, whatever version that was;
 *   `contact_method_needed` of granted ones
 * @source docs/contracts/singula.md
 */
export function reviewConsents(
  answers: readonly ConsentAnswer[],
  present: readonly ConsentState[],
  settings: AskedConsents,
  now: Date,
): readonly Violation[] {
  const faults = reviewAnswers(answers, present, settings, now)
  const isUnreachable = ({ code }: Violation): boolean => code === 'contact_method_needed'
  return [
    ...faults.filter((fault) => !isUnreachable(fault)),
    ...settings.consents.flatMap((definition) => neededIn(definition, answers, present, now)),
    ...faults.filter(isUnreachable),
  ]
}

/**
 * As `reviewConsents` of the answers alone, for whoever passes on one thing that a customer said: also that they take back
 * what is mandatory, which they may at any time and are asked for at their next sign-in.
 */
export function reviewAnswers(
  answers: readonly ConsentAnswer[],
  present: readonly ConsentState[],
  settings: AskedConsents,
  now: Date,
): readonly Violation[] {
  const asked = answers.map((answer) => ({ answer, definition: definitionOf(answer, settings, now) }))
  return [
    ...asked.flatMap(({ answer, definition }) => (definition ? [] : unknown(answer))),
    ...unknownMethods(answers, settings),
    ...asked.flatMap(({ answer, definition }) => (definition ? outdated(answer, definition, now) : [])),
    ...asked.flatMap(({ answer, definition }) => (definition ? unreachable(answer, definition, present) : [])),
  ]
}

/** What the answer is to, if it stands in the right list and anybody is asked for it yet. */
const definitionOf = ({ consentId, kind }: ConsentAnswer, { consents }: AskedConsents, now: Date) =>
  consents.find(
    (one) => one.consentId === consentId && (kind === undefined || one.kind === kind) && versionInForce(one, now) !== undefined,
  )

const unknown = ({ consentId }: ConsentAnswer): readonly Violation[] => [
  { code: 'consent_unknown', field: 'consents', consentId },
]

/** Each code once, however often it is named, and whether it is granted or declined. */
function unknownMethods(answers: readonly ConsentAnswer[], { contactMethods }: AskedConsents): readonly Violation[] {
  const named = new Set(answers.flatMap((answer) => Object.keys(answer.contactMethods)))
  return [...named]
    .filter((contactMethod) => !contactMethods.includes(contactMethod))
    .map((contactMethod) => ({ code: 'contact_method_unknown', field: 'contactMethods', contactMethod }))
}

function outdated({ consentId, version }: ConsentAnswer, definition: ConsentDefinition, now: Date): readonly Violation[] {
  const current = versionInForce(definition, now)?.version
  if (current === undefined || version === undefined || version === current) return []
  return [{ code: 'consent_outdated', field: 'consents', consentId, current }]
}

/** Granted, and no way to be reached granted with it or before it. */
function unreachable(
  { consentId, isGranted, contactMethods }: ConsentAnswer,
  definition: ConsentDefinition,
  present: readonly ConsentState[],
): readonly Violation[] {
  if (!isGranted || definition.contactMethods !== 'required') return []
  const before = present.find((state) => state.consentId === consentId)?.contactMethods
  if (Object.values({ ...before, ...contactMethods }).includes(true)) return []
  return [{ code: 'contact_method_needed', field: 'contactMethods', consentId }]
}

/** Of a mandatory consent that is not answered, or not granted where it has to be. */
function neededIn(
  definition: ConsentDefinition,
  answers: readonly ConsentAnswer[],
  present: readonly ConsentState[],
  now: Date,
): readonly Violation[] {
  const { consentId, kind, mandatory } = definition
  if (mandatory === 'no' || versionInForce(definition, now) === undefined) return []
  const answer = answers.find((one) => one.consentId === consentId && (one.kind === undefined || one.kind === kind))
  const before = present.find((state) => state.consentId === consentId)
  const isGranted = answer ? answer.isGranted : before?.decision === 'granted'
  const isMet = mandatory === 'accept' ? isGranted : answer !== undefined || before !== undefined
  return isMet ? [] : [{ code: 'consent_needed', field: 'consents', consentId, needs: needOf[mandatory] }]
}

const needOf = { answer: 'answer', accept: 'acceptance' } as const
