import type { ListedCustomer, ShownOverview, ShownSession } from '../control/customers.ts'
import { confirmByTyping } from './confirm.ts'
import { inColumns, printJson, printLines } from './print.ts'
import { runDaily } from './run-command.ts'

export interface DailyOptions {
  readonly tenant?: string
  readonly json?: boolean
}

/** Prints customers somebody may mean, a line each. */
export async function findCustomers(customer: string, { json, ...given }: DailyOptions & { limit?: number }): Promise<void> {
  const found = (await runDaily('customers/find', { customer, ...given })) as readonly ListedCustomer[]
  if (json) return printJson(found)
  printLines(found.length === 0 ? ['Nobody was found.'] : inColumns(found.map(cellsOf)))
}

const cellsOf = ({ number, id, state, firstName, lastName, ...names }: ListedCustomer): readonly string[] => [
  ...[String(number), id, state, `${firstName} ${lastName}`.trim(), calledBy(names)],
]

const calledBy = ({ email, username }: Pick<ListedCustomer, 'email' | 'username'>): string =>
  username === null ? email : `${email} (${username})`

/** Prints what is kept of a customer, in short. */
export async function showCustomer(customer: string, { json, ...given }: DailyOptions): Promise<void> {
  const overview = (await runDaily('customers/show', { customer, ...given })) as ShownOverview
  if (json) return printJson(overview)
  printLines(inColumns(factsOf(overview)))
}

function factsOf({ profile, ...kept }: ShownOverview): readonly (readonly [string, string])[] {
  const { emailVerifiedAt, lastSignInAt, createdAt } = profile
  const own = [
    ['first name', profile.firstName],
    ['last name', profile.lastName],
    ['date of birth', profile.dateOfBirth],
    ['phone', profile.phone],
    ['called elsewhere', profile.externalId],
  ] as const
  const consents = kept.consents.map(({ consentId, version, decision }) => `${consentId} ${version} ${decision}`)
  return [
    ['id', profile.id],
    ['number', String(profile.number)],
    ['state', profile.state],
    ['address', calledBy(profile)],
    ['mailbox', emailVerifiedAt === null ? 'not proven' : `proven ${emailVerifiedAt}`],
    ...own.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value] as const])),
    ['registered', createdAt],
    ['last sign-in', lastSignInAt ?? 'never'],
    ['password', kept.passwordScheme ?? 'none'],
    ['open sessions', String(kept.openSessions)],
    ['addresses', String(kept.addresses)],
    ['newsletter', profile.subscribedToNewsletter ? 'subscribed' : 'not subscribed'],
    ['consents', consents.join(', ') || 'none'],
    ...(kept.deletion ? [['to be deleted', kept.deletion.dueAt] as const] : []),
  ]
}

/** Suspends a customer, whose sessions end. */
export const suspendCustomer = (customer: string, options: DailyOptions): Promise<void> =>
  change('customers/suspend', customer, options)

/** Lets a customer sign in again. */
export const reinstateCustomer = (customer: string, options: DailyOptions): Promise<void> =>
  change('customers/reinstate', customer, options)

async function change(command: 'customers/suspend' | 'customers/reinstate', customer: string, { json, ...given }: DailyOptions) {
  const changed = (await runDaily(command, { customer, ...given })) as ListedCustomer
  if (json) return printJson(changed)
  printLines([`Customer ${changed.number} (${changed.email}) is ${changed.state}.`])
}

/** Erases a customer for good, once somebody has typed their address or said --yes. */
export async function eraseCustomer(customer: string, { json, yes, ...given }: DailyOptions & { yes?: boolean }): Promise<void> {
  const { profile } = (await runDaily('customers/show', { customer, ...given })) as ShownOverview
  const who = `Customer ${profile.number} (${profile.firstName} ${profile.lastName})`
  const isGone = profile.state === 'deleted' // then nobody has an address to type
  if (!yes && !isGone) await confirmByTyping(profile.email, `${who} is erased for good, which nothing takes back.`)
  const erased = (await runDaily('customers/erase', { ...given, customer: profile.id })) as { id: string; number: number }
  if (json) return printJson(erased)
  printLines([`Customer ${erased.number} (${erased.id}) is erased, and entered in the ledger.`])
}

/** Prints a customer's sessions, after it has ended one or all of them where that is asked. */
export async function customerSessions(
  customer: string,
  { json, ...given }: DailyOptions & { end?: string; endAll?: boolean },
): Promise<void> {
  const sessions = (await runDaily('customers/sessions', { customer, ...given })) as readonly ShownSession[]
  if (json) return printJson(sessions)
  printLines(sessions.length === 0 ? ['There are no sessions.'] : inColumns(sessions.map(sessionCells)))
}

function sessionCells({ id, kind, browser, startedAt, lastUsedAt, expiresAt, endedAt, isOpen }: ShownSession) {
  const end = isOpen ? `open until ${expiresAt}` : endedAt === null ? `ran out ${expiresAt}` : `ended ${endedAt}`
  const used = lastUsedAt === null ? '' : `refreshed ${lastUsedAt}`
  return [id, kind, end, `begun ${startedAt}`, used, browser ?? '']
}

/** Has the customer sent the mail by which they choose a new password. */
export async function resetPassword(customer: string, { json, ...given }: DailyOptions): Promise<void> {
  const asked = (await runDaily('customers/reset-password', { customer, ...given })) as ListedCustomer & { isSent: boolean }
  if (json) return printJson(asked)
  printLines([
    asked.isSent
      ? `Customer ${asked.number} is mailed a link to ${asked.email}, as soon as a server runs. The password stays until they follow it.`
      : `Customer ${asked.number} was mailed a link less than a minute ago. No other is sent.`,
  ])
}
