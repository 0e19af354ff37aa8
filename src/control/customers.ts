import type { LivingState } from '../core/account/change-state.ts'
import type { Customer } from '../core/customers/customer.ts'
import type { CustomerOverview } from '../core/disclosure/overview.ts'
import type { OwnSession } from '../core/disclosure/own-data.ts'
import { isUuid } from '../core/tenants/uuid.ts'
import { Trouble, type TroubleCode } from '../violations/trouble.ts'
import type { AsJson } from './as-json.ts'
import { type Given, propertiesOf, readWhole } from './given.ts'
import { readTenantName } from './key-arguments.ts'
import type { ControlCommands } from './socket-server.ts'
import { soleCustomer } from './sole-customer.ts'

/** What these commands ask of the core, of one tenant. */
export interface CustomerServices {
  findNamed(text: string): Promise<readonly Customer[]>
  search(text: string, limit: number): Promise<readonly Customer[]>
  overviewOf(customer: Customer): Promise<CustomerOverview>
  sessionsOf(customerId: string): Promise<readonly OwnSession[]>
  changeState(customerId: string, state: LivingState): Promise<Customer>
  /** False: there was none to end. */
  endSession(customerId: string, sessionId: string): Promise<boolean>
  endAllSessions(customerId: string): Promise<void>
  /** False: there was one within the last minute. */
  sendReset(customerId: string): Promise<boolean>
  erase(customerId: string): Promise<void>
}

export interface CustomerCommandsDeps {
  /** Of the installation's own tenant where none is named. @throws an error that says that there is no such tenant */
  servicesOf(tenant: string | undefined): Promise<CustomerServices>
}

export type CustomerCommand = Extract<keyof ControlCommands, `customers/${string}`>

/** A customer in a list. */
export type ListedCustomer = AsJson<ReturnType<typeof listed>>
export type ShownOverview = AsJson<CustomerOverview>
export type ShownSession = AsJson<OwnSession>

/** What can be done with customers, here or by a server that runs. Nothing of it shows or takes a password. */
export function customerCommands({ servicesOf }: CustomerCommandsDeps) {
  const onNamed = async <Result>(
    given: unknown,
    work: (customer: Customer, services: CustomerServices, given: Given) => Promise<Result>,
  ): Promise<Result> => {
    const text = readText(given, 'A customer is named by id, number, address or username.')
    const services = await servicesOf(readTenantName(given))
    const customer = soleCustomer(text, await services.findNamed(text))
    return work(customer, services, propertiesOf(given)).catch((error: unknown) => {
      throw inWords(error, text)
    })
  }
  const become = (state: LivingState) => (given: unknown) =>
    onNamed(given, async ({ id }, services) => listed(await services.changeState(id, state)))
  return {
    'customers/find': async (given) => {
      const text = readText(given, 'Customers are looked for by id, number, or the beginning of an address, username or name.')
      const limit = readWhole(propertiesOf(given), 'limit', { least: 1, most: 100, fallback: 20, what: '--limit' })
      return (await (await servicesOf(readTenantName(given))).search(text, limit)).map(listed)
    },
    'customers/show': (given) => onNamed(given, (customer, services) => services.overviewOf(customer)),
    'customers/suspend': become('suspended'),
    'customers/reinstate': become('active'),
    'customers/erase': (given) =>
      onNamed(given, async (customer, services) => {
        await services.erase(customer.id)
        return { id: customer.id, number: customer.number }
      }),
    'customers/sessions': (given) =>
      onNamed(given, async ({ id }, services, { end, endAll }) => {
        if (end !== undefined) await endOne(id, end, services)
        if (endAll === true) await services.endAllSessions(id)
        return services.sessionsOf(id)
      }),
    'customers/reset-password': (given) =>
      onNamed(given, async (customer, services) => ({ ...listed(customer), isSent: await services.sendReset(customer.id) })),
  } satisfies Pick<ControlCommands, CustomerCommand>
}

async function endOne(customerId: string, given: unknown, services: CustomerServices): Promise<void> {
  const id = String(given).toLowerCase()
  if (isUuid(id) && (await services.endSession(customerId, id))) return
  throw new Error(`The customer has no open session ${String(given)}. patron customers sessions lists them.`)
}

function readText(given: unknown, accepted: string): string {
  const { customer } = propertiesOf(given)
  if (typeof customer !== 'string' || customer.trim() === '') throw new Error(accepted)
  return customer
}

function listed(customer: Customer) {
  const { id, number, state, email, username, firstName, lastName, emailVerifiedAt, lastSignInAt, createdAt } = customer
  return { id, number, state, email, username, firstName, lastName, emailVerifiedAt, lastSignInAt, createdAt }
}

const sentences: Readonly<Partial<Record<TroubleCode, (text: string) => string>>> = {
  no_such_customer: (text) => `The customer ${text} is deleted, which nothing takes back.`,
  account_inactive: (text) => `The customer ${text} is not active. patron customers reinstate changes that.`,
  unavailable: () => 'The database or the erasure ledger did not answer in time. Do it again: nothing is done twice.',
}

/** A trouble as whoever gave the command may read it. */
function inWords(error: unknown, text: string): unknown {
  const told = error instanceof Trouble ? sentences[error.value.code]?.(text) : undefined
  return told === undefined ? error : new Error(told, { cause: error })
}
