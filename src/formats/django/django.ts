import type { IncomingRow, Place } from '../../core/migration/incoming.ts'
import { Columns, present } from '../columns.ts'
import type { Values } from '../reading/reading.ts'
import type { FoundTable, RecordReader, SourceSystem } from '../source-system.ts'
import { addressOf, readCustomer } from './customer.ts'
import { naturalKey, referenceOf, unwrapDumpdata } from './dumpdata.ts'
import { copied, Owners } from './owners.ts'
import { addresses, customers, profiles, tableOf } from './tables.ts'

const ownerColumns = profiles.columns.filter((column) => /^(?:customer|user)/.test(column))

/** Projects of the Django contract: tables as CSV, JSON lines or SQL, and what `manage.py dumpdata` writes. */
export const django: SourceSystem = {
  name: 'django',
  tables: [profiles, customers, addresses],
  tableOf,
  unwrap: unwrapDumpdata,
  startReading: (found) => new DjangoReading(found).reader(),
}

/**
 * What is kept while reading: a profile that stands in a table of its own until its customer comes, and of customers that
 * name their address, which one.
 */
class DjangoReading {
  readonly #profiles = new Map<string, Values>()
  readonly #ownerOfAddress = new Owners()
  readonly #usesNaturalKeys: boolean
  readonly #hasAddresses: boolean

  constructor(found: readonly FoundTable[]) {
    const references = found
      .filter(({ table }) => table !== customers)
      .flatMap(({ example }) => ownerColumns.map((name) => example[name]))
    this.#usesNaturalKeys = references.some(Array.isArray)
    this.#hasAddresses = found.some(({ table }) => table === addresses)
  }

  reader(): RecordReader {
    return (values, table, place) => {
      if (table === profiles) return this.#keepProfile(values)
      return table === customers ? this.#readCustomer(values, place) : this.#readAddress(values, place)
    }
  }

  #keepProfile(values: Values): readonly IncomingRow[] {
    const owner = ownerIn(values) ?? referenceOf(values['id'])
    // What is null here must not hide what the user's own row says.
    const kept = Object.entries(values).filter(([name, value]) => value !== null && name !== 'id' && !ownerColumns.includes(name))
    if (owner !== undefined) this.#profiles.set(copied(owner), Object.fromEntries(kept))
    return []
  }

  #readCustomer(user: Values, place: Place): readonly IncomingRow[] {
    const names = [referenceOf(user['id']), ...[user['username'], user['email']].map(naturalOf)]
    const profileName = names.find((name) => name !== undefined && this.#profiles.has(name))
    const profile = profileName === undefined ? undefined : this.#profiles.get(profileName)
    if (profileName !== undefined) this.#profiles.delete(profileName)
    const values = profile ? { ...user, ...profile } : user
    const natural = names[1] ?? names[2]
    const { rows, key } = readCustomer(values, this.#usesNaturalKeys ? natural : (names[0] ?? natural), place)
    const address = referenceOf(values['address_id'] ?? values['address'])
    if (this.#hasAddresses && key !== undefined && address !== undefined) this.#ownerOfAddress.set(address, key)
    return rows
  }

  #readAddress(values: Values, place: Place): readonly IncomingRow[] {
    const columns = new Columns(values, place)
    const id = referenceOf(values['id'])
    const named = id === undefined ? undefined : this.#ownerOfAddress.get(id)
    const owner = ownerIn(values) ?? named
    if (owner === undefined) return [{ kind: 'skipped', place, reason: 'The address belongs to no customer.' }]
    const address = present({
      ...addressOf(columns),
      firstName: columns.text('first_name'),
      lastName: columns.text('last_name'),
      companyName: columns.text('company_name'),
      vatId: columns.text('vat_id'),
      email: columns.text('email'),
      phone: columns.text('phone'),
      // The one that the customer names is theirs alone, and shown as such.
      isDefault: columns.mark('is_default') ?? (named === undefined ? undefined : true),
      usesForShipping: columns.mark('uses_for_shipping'),
      createdAt: columns.instant('created_at'),
      updatedAt: columns.instant('updated_at'),
    })
    return columns.rejected.length > 0 ? columns.rejected : [{ kind: 'address', place, customerKey: owner, address }]
  }
}

function ownerIn(values: Values): string | undefined {
  for (const column of ownerColumns) {
    const owner = referenceOf(values[column])
    if (owner !== undefined) return owner
  }
  return undefined
}

const naturalOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? naturalKey(value) : undefined
