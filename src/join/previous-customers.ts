import type { PreviousCustomer, PreviousRecord } from '../adapters/previous-system/previous-login.ts'
import type { IncomingCustomer, IncomingRow } from '../core/migration/incoming.ts'
import type { PreviousSystem, TenantSettings } from '../core/tenants/settings.ts'
import { trimPythonBlanks } from '../dialects/django/body/python-blanks.ts'
import { bagisto } from '../formats/bagisto/bagisto.ts'
import { django } from '../formats/django/django.ts'
import { singula } from '../formats/singula/singula.ts'
import type { SourceSystem } from '../formats/source-system.ts'
import { Trouble } from '../violations/trouble.ts'

type Contract = PreviousSystem['contract']

/** How what the API of a contract answers stands in the tables that imports read. */
interface Tables {
  readonly system: SourceSystem
  customer(record: PreviousRecord, now: Date): PreviousRecord
  address(address: PreviousRecord, record: PreviousRecord): PreviousRecord
  /** Whether its keys are the numbers that clients call customers by, in paths and tokens. */
  readonly hasNumbers: boolean
  /** The password as it is taken there. */
  password(sent: string): string
}

const asSent = (password: string): string => password

const tablesOf: Readonly<Record<Contract, Tables>> = {
  django: {
    system: django,
    // The one address is nested there; in the customer's own row it stands in columns.
    customer: ({ address, ...record }) => ({ ...record, ...(isRecord(address) && address) }),
    address: (address) => address,
    hasNumbers: true,
    password: trimPythonBlanks,
  },
  bagisto: {
    system: bagisto,
    // The API does not say since when, which a proven mailbox needs: it was not proven before there was an account.
    customer: (record, now) => ({ created_at: now.toISOString(), ...record }),
    // Beside the two lines it shows both as one.
    address: ({ address, ...lines }, { id }) => ({
      ...lines,
      customer_id: id,
      ...((lines['address1'] ?? null) === null && { address }),
    }),
    hasNumbers: true,
    password: asSent,
  },
  singula: {
    system: singula,
    customer: (record) => record,
    address: (address) => address,
    hasNumbers: false,
    password: asSent,
  },
}

const isRecord = (value: unknown): value is PreviousRecord => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What another system takes for the password when it is sent this. */
export const passwordTakenBy = (contract: Contract, sent: string): string => tablesOf[contract].password(sent)

/**
 * A customer as the API of another system shows them, read as an import reads its tables.
 *
 * @throws Trouble `internal` for one whom an import would reject; the cause quotes no value
 */
export function incomingFrom(
  contract: Contract,
  { record, addresses }: PreviousCustomer,
  { customerTypes }: Pick<TenantSettings, 'customerTypes'>,
  now: Date,
): IncomingCustomer {
  const { system, customer, address, hasNumbers } = tablesOf[contract]
  const read = system.startReading([], { customerTypes })
  const rowsOf = (values: PreviousRecord, table: string): readonly IncomingRow[] => {
    const found = system.tables.find(({ name }) => name === table)
    return found ? read(values, found, { file: 'the previous system', line: 1 }) : []
  }
  const rows = rowsOf(customer(record, now), 'customers')
  const pieces = addresses.flatMap((one) => rowsOf(address(one, record), 'addresses'))
  const incoming = rows.find((row) => row.kind === 'customer')
  const rejected = [...rows, ...pieces].find((row) => row.kind === 'rejected')
  if (rejected || !incoming) throw unreadable(rejected ? `${rejected.field ?? 'the record'}: ${rejected.reason}` : 'it is none')
  const beside = pieces.flatMap((row) => (row.kind === 'address' ? [row.address] : []))
  const number = hasNumbers && /^\d{1,10}$/.test(incoming.key) && { number: Number(incoming.key) }
  return { ...incoming, profile: { ...incoming.profile, ...number }, addresses: [...incoming.addresses, ...beside] }
}

const unreadable = (what: string): Trouble =>
  new Trouble({ code: 'internal' }, { cause: new Error(`a customer whom the previous system proves cannot be read: ${what}`) })
