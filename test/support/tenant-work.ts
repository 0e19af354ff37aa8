import { v7 as newId } from 'uuid'
import { textDigest } from '../../src/adapters/digests/text-digest.ts'
import type { Address } from '../../src/core/addresses/address.ts'
import type { AddressDetails } from '../../src/core/addresses/address-book.ts'
import { noCounts } from '../../src/core/migration/import-counts.ts'
import type { MovingInStore } from '../../src/core/migration/previous-system.ts'
import type { ReviewedPiece } from '../../src/core/migration/reviewed.ts'
import { newRecovery } from '../../src/core/recovery/recovery.ts'
import type { NewSession } from '../../src/core/sessions/session.ts'
import { type Stores, transactionsOf } from '../../src/join/stores.ts'
import { passwordLookUp } from '../../src/storage/credentials.ts'
import { customerListing } from '../../src/storage/customer-listing.ts'
import { customerSearch } from '../../src/storage/customer-look-up.ts'
import { deviceLookUp } from '../../src/storage/devices.ts'
import type { Engine } from '../../src/storage/engine.ts'
import { undeletedCustomers, unledgeredStore } from '../../src/storage/erasures.ts'
import { eventCounts } from '../../src/storage/event-counts.ts'
import { feedReader } from '../../src/storage/feed-reader.ts'
import { idempotencyStore } from '../../src/storage/idempotency.ts'
import { importRowStore } from '../../src/storage/import-rows.ts'
import { importRunStore } from '../../src/storage/import-runs.ts'
import { storeBeside } from '../../src/storage/imported-beside.ts'
import { batchStores } from '../../src/storage/imported-customers.ts'
import { forgivingStore, limitStore } from '../../src/storage/limits.ts'
import { foreignSchemesOf } from '../../src/storage/logins.ts'
import { countMoved, movingInStore, originLookUp } from '../../src/storage/moving-in.ts'
import { ownDataLookUp } from '../../src/storage/own-data.ts'
import { customersDue } from '../../src/storage/planned-deletions.ts'
import { portableStore } from '../../src/storage/portable-customers.ts'
import { profileImageLookUp } from '../../src/storage/profile-images.ts'
import { recoveryLookUp } from '../../src/storage/recoveries.ts'
import { replayStore } from '../../src/storage/replays.ts'
import { sessionLookUp } from '../../src/storage/sessions.ts'
import { tallyStore } from '../../src/storage/tallies.ts'
import { declarationTransaction } from '../../src/storage/tenant-declarations.ts'
import { type Asking, inTenant, type Session, statementByStatement, withoutTenant } from '../../src/storage/transaction.ts'
import { unclaimedAccounts } from '../../src/storage/unclaimed-accounts.ts'
import { evidence } from './consents.ts'
import { countOutlived, removeOutlived } from './retention.ts'
import { keepingNothing } from './storage.ts'
import { inRows, type TestTenant, unclaimedOf } from './tenant-rows.ts'
import { keyring } from './tokens.ts'

const now = new Date()
const later = 3600
const newLogin = 'new@example.com'

const address: Address = { streetAddress: 'Ring 1', postcode: '01067', city: 'Dresden', state: 'SN', country: 'DE', kind: null }
const details: AddressDetails = {
  ...address,
  ...{ firstName: 'Ada', lastName: 'Lovelace', companyName: null, vatId: null, email: null, phone: null },
  ...{ isDefault: false, usesForShipping: false },
}

/** What one transaction of a tenant does for the customer. */
type Work = (stores: Stores, id: string) => Promise<unknown>

const onCustomers: readonly Work[] = [
  async ({ customers, waitingRegistrations }, id) => {
    const customer = await customers.lock(id)
    if (!customer) throw new Error('the tenant has no customer; its rows are in test/support/tenant-rows.ts')
    await customers.insert({ ...customer, id: newId() })
    await customers.updateProfile(id, { ...customer, firstName: 'Augusta', address }, newId())
    await customers.setMailbox(id, customer)
    const ids = { event: newId(), address: newId(), verification: undefined }
    const said = { record: undefined, evidence, locale: undefined, welcomes: false }
    await waitingRegistrations.insert({ customer: { ...customer, id: newId() }, passwordHash: 'h', ids, ...said })
  },
  ({ customers }, id) => customers.setState(id, 'suspended'),
  ({ customers }, id) => customers.setVendor(id, true),
  ({ customAttributes }, id) => customAttributes.of(id),
  ({ customAttributes }, id) => customAttributes.replace(id, [{ name: 'size', value: 'L' }]),
  ({ customers }, id) => customers.noteChange(id, { modifiedBy: 'agent-7', modifiedAt: now }),
  ({ purchases }, id) => purchases.count(id, 'another', { lastPurchaseAt: now, productsBoughtCount: 2, totalUnitsBought: 2 }),
  ({ purchases }, id) =>
    purchases.insert({ customerId: id, reference: 'order-2', product: 'q', units: 1, purchasedAt: now, recordedAt: now }),
  ({ purchases }, id) => purchases.find(id, inRows.reference),
  ({ redemptions }, id) =>
    redemptions.insert({ customerId: id, reference: 'order-2', voucher: 'w', redeemedAt: now, recordedAt: now }),
  ({ redemptions }, id) => redemptions.find(id, inRows.reference),
  ({ events }, id) =>
    events.append({ id: newId(), customerId: id, type: 'customer.updated', occurredAt: now, facts: {}, personal: null }),
  ({ plannedDeletions }, id) => plannedDeletions.plan(id, 14),
  ({ plannedDeletions }, id) => plannedDeletions.find(id),
  ({ plannedDeletions }, id) => plannedDeletions.isDue(id),
  ({ plannedDeletions }, id) => plannedDeletions.cancel(id),
  ({ erasures }, id) => erasures.empty(id),
  ({ erasures }, id) => erasures.note(id, now, true),
]

const onNames: readonly Work[] = [
  ({ claims }) => claims.held('login', [inRows.login]),
  ({ claims }) => claims.heldOrNumber([{ kind: 'login', value: inRows.login }]),
  ({ claims }, id) => claims.takeAll(id, [{ kind: 'login', value: newLogin }]),
  ({ claims }) => claims.holder({ kind: 'login', value: inRows.login }),
  ({ claims }, id) => claims.release(id, [{ kind: 'login', value: inRows.login }]),
  ({ claims }, id) => claims.take(id, [{ kind: 'login', value: newLogin }]),
  ({ claims }, id) => claims.takeWithNumber(id, [{ kind: 'login', value: newLogin }]),
]

const onAddresses: readonly Work[] = [
  ({ addresses }, id) => addresses.list(id),
  ({ addresses }, id) => addresses.find(id, inRows.addressNumber),
  ({ addresses }, id) => addresses.count(id),
  ({ addresses }, id) => addresses.insert(id, newId(), details),
  ({ addresses }, id) => addresses.update(id, inRows.addressNumber, details),
  ({ addresses }, id) => addresses.clearDefault(id),
  ({ addresses }, id) => addresses.remove(id, inRows.addressNumber),
]

const hexDigestOf = (token: string): string => Buffer.from(textDigest(token)).toString('hex')

const aSession = (customerId: string, usedBy: NewSession['usedBy']): NewSession => ({
  ...{ customerId, id: newId(), usedBy, lifetimeSeconds: later, passwordVersion: 1 },
})

const onSignIns: readonly Work[] = [
  ({ logins }) => logins.find(inRows.login),
  ({ logins }, id) => logins.upgradeHash(id, inRows.hash, 'a better one'),
  ({ credentials }) => credentials.insert({ customerId: newId(), hash: 'h', changedAt: now }),
  ({ credentials }, id) => credentials.replace({ customerId: id, hash: 'another', changedAt: now }),
  ({ sessions }, id) => sessions.begin(aSession(id, { refreshId: newId() })),
  ({ sessions }, id) => sessions.end(id, inRows.session.id),
  ({ sessions }, id) => sessions.endAll(id, null),
  ({ sessions }, id) => sessions.importedTokens(id),
  ({ sessions }, id) => {
    const { id: session, refreshId } = inRows.session
    return sessions.rotate({ customerId: id, id: session, usedId: refreshId, nextId: newId(), lifetimeSeconds: later })
  },
  ({ devices }, id) => devices.put(id, inRows.device),
  ({ devices }, id) => devices.remove(id, inRows.device),
  ({ devices }, id) => devices.forget(id, hexDigestOf(inRows.device)),
]

const onRecovery: readonly Work[] = [
  ({ recoveries }, id) =>
    recoveries.insert(newRecovery({ customerId: id, id: newId(), kind: 'password_reset', email: inRows.login })),
  ({ recoveries }, id) => recoveries.use('password_reset', { customerId: id, id: inRows.recovery }),
  ({ recoveries }, id) => recoveries.hasLasting(id, 'password_reset', 60),
  ({ recoveries }, id) => recoveries.discardUnused(id, ['password_reset']),
  ({ recoveries }, id) => recoveries.discardLater({ customerId: id, id: inRows.recovery }),
  ({ requests }) => requests.insert({ id: newId(), login: inRows.login, locale: 'en' }),
  ({ requests }) => requests.take(),
  ({ waitingRegistrations }) => waitingRegistrations.take(),
]

const onWishes: readonly Work[] = [
  ({ emailChanges }, id) => emailChanges.find(id),
  ({ emailChanges }, id) =>
    emailChanges.put(id, { id: newId(), email: newLogin, fromKey: inRows.login, sessionId: inRows.session.id }, later),
  ({ emailChanges }, id) => emailChanges.agree(id, 'old'),
  ({ emailChanges }, id) => emailChanges.agree(id, 'new'),
  ({ emailChanges }, id) => emailChanges.remove(id),
  ({ newsletter }, id) => newsletter.of(id),
  ({ newsletter }, id) => newsletter.add({ customerId: id, email: newLogin, emailKey: newLogin }),
  ({ newsletter }, id) => newsletter.remove(id, inRows.login),
  ({ newsletter }, id) => newsletter.setMark(id, true),
  ({ newsletter }, id) => newsletter.isMarked(id),
  ({ profileImages }, id) => profileImages.put(id, inRows.image, Uint8Array.of(1)),
  ({ dataRequests }, id) => dataRequests.list(id),
  ({ dataRequests }, id) => dataRequests.find(id, inRows.requestNumber),
  ({ dataRequests }, id) => dataRequests.count(id),
  ({ dataRequests }, id) => dataRequests.insert(id, { id: newId(), type: 'update', email: inRows.login, message: 'm' }),
  ({ dataRequests }, id) => dataRequests.revoke(id, inRows.requestNumber),
  ({ dataRequests }, id) => dataRequests.remove(id, inRows.requestNumber),
]

const { consentId, version, record } = inRows.consent

const onConsents: readonly Work[] = [
  ({ consents }, id) => consents.states(id),
  ({ consents }, id) => consents.history(id),
  ({ consents }, id) => consents.find(id, record),
  ({ consents }) => consents.textsOf(consentId, version),
  ({ consents }, id) => {
    const answer = { decision: 'withdrawn', locale: 'en', textDigest: null, contactMethods: {} } as const
    return consents.append({ ...evidence, ...answer, customerId: id, id: newId(), consentId, version })
  },
]

/** What needs no transaction around it, or makes its own. */
async function askOneByOne(engine: Engine, { tenantId, customerId }: TestTenant): Promise<void> {
  const asking = statementByStatement(engine, tenantId)
  const { session, storefront, answered, leased } = inRows
  const customers = customerSearch(asking, tenantId)
  await customers.withId(customerId)
  await customers.withExternalId(inRows.externalId)
  await customers.withMailbox(inRows.login)
  const listing = customerListing(asking, tenantId)
  await listing.withLoginFrom(inRows.login, 10)
  await listing.withNameFrom('Ada', 10)
  await passwordLookUp(asking, tenantId).hashOf(customerId)
  const sessions = sessionLookUp(asking, tenantId)
  await sessions.customerNumbered(inRows.number)
  await sessions.customerWithSession(customerId, session.id)
  await sessions.customerWithStorefrontSession(customerId, storefront.number, storefront.digest)
  await sessions.importedStorefrontSession(storefront.digest, storefront.number)
  await recoveryLookUp(asking, tenantId).find('password_reset', { customerId, id: inRows.recovery })
  await profileImageLookUp(asking, tenantId).content(customerId, inRows.image)
  await deviceLookUp(asking, tenantId).of(customerId)
  await foreignSchemesOf(asking, tenantId)
  for (const look of Object.values(ownDataLookUp(asking, tenantId))) await look(customerId)
  const portable = portableStore(asking, tenantId)
  await portable.idsAfter(0)
  await portable.imageBytes([customerId])
  await portable.customers([customerId], { withHashes: true })
  await portable.numberSomeAddresses()
  const unledgered = unledgeredStore(asking, tenantId)
  await unledgered.some()
  await unledgered.markLedgered([customerId])
  await undeletedCustomers(asking, tenantId, [customerId])
  await customersDue(asking, tenantId, 10)
  await readEvents(asking, { tenantId, customerId })
  const unclaimed = unclaimedAccounts(asking, tenantId)
  await unclaimed.some(30, 10)
  await unclaimed.count(30)
  await unclaimed.isUnclaimed(unclaimedOf({ tenantId, customerId }), 30)
  const keys = idempotencyStore(engine, tenantId)
  await keys.lease({ digest: new Uint8Array(32), token: newId() }, new Uint8Array(32))
  await keys.lease(answered, new Uint8Array(32))
  await keys.release(leased)
}

/** What happened, and what was counted. */
async function readEvents(asking: Asking, { tenantId, customerId }: TestTenant): Promise<void> {
  const { position, givenUp } = inRows.sealed
  const feed = feedReader(asking, tenantId)
  await feed.behind(0, { limit: 10, types: undefined })
  await feed.newest({ limit: 10, types: undefined })
  const replays = replayStore(asking, tenantId)
  await replays.givenUp({ position: 0, deliveryId: undefined }, undefined, 10)
  await replays.sendAgain([{ customerId, id: givenUp, givesUpAt: now }])
  const events = eventCounts(asking, tenantId)
  await events.firstFrom(position)
  await events.last()
  await events.byHour(0, new Date(0))
  const tallies = tallyStore(asking, tenantId)
  await tallies.add([{ tenantId, hour: now, kind: 'sign_in', count: 1 }])
  await tallies.since(new Date(0))
}

const tries = [{ limit: { name: 'tries', count: 5, windowSeconds: 60 }, subject: 's' }]
const bucketOf = () => inRows.bucket

async function countTries(engine: Engine, { tenantId }: TestTenant): Promise<void> {
  await limitStore(statementByStatement(engine, tenantId), tenantId, bucketOf).count(tries)
  await inTenant(engine, tenantId, (session) => forgivingStore(session, tenantId, bucketOf).forget(tries))
}

const nextBatch = { system: 'django', policy: 'first', after: 0, limit: 1, externalIdUnique: true } as const

/** Every statement of an import that is about rows of the tenant. */
async function importCustomers(engine: Engine, { tenantId, customerId }: TestTenant): Promise<void> {
  const { key, ordinal, run: digest } = inRows.incoming
  const each = (work: (session: Session) => Promise<unknown>) => inTenant(engine, tenantId, work)
  await each(async (session) => {
    const run = await importRunStore(session, tenantId, digest).lock()
    if (run) await importRunStore(session, tenantId, digest).save({ ...run, rowsRead: 1, counts: noCounts })
  })
  await each((session) => importRunStore(session, tenantId, digest).end())
  await each((session) => importRunStore(session, tenantId, new Uint8Array(32)).begin(newId(), noCounts))
  await each((session) => importRowStore(session, tenantId).next({ ...nextBatch, system: 'bagisto' }))
  await each((session) => storeBeside(session, { tenantId, keys: [key], ordinals: [ordinal], ids: [customerId] }))
  await each(async (session) => {
    const stores = batchStores(session, { tenantId, system: 'django', now, memory: { hasMovedOn: true } })
    const [waiting] = await importRowStore(session, tenantId).next(nextBatch)
    if (!waiting) throw new Error('nobody waits; what waits is in test/support/tenant-rows.ts')
    await stores.takeClaims([{ kind: 'login', value: newLogin, customerId: newId() }])
    await stores.store([{ ...waiting, id: newId(), number: 77, slug: 'new', eventId: newId() }])
  })
}

/** Every statement of somebody who moves in. */
async function moveIn(engine: Engine, { tenantId, customerId }: TestTenant): Promise<void> {
  const origin = { system: 'bagisto', key: inRows.incoming.key } as const
  await originLookUp(statementByStatement(engine, tenantId), tenantId).customerFrom(origin)
  await countMoved(statementByStatement(engine, tenantId), tenantId)
  const each = (work: (moving: MovingInStore) => Promise<unknown>) =>
    inTenant(engine, tenantId, (session) => work(movingInStore(session, tenantId)))
  await each((moving) => moving.note(origin, customerId, now))
  await each((moving) => moving.note({ ...origin, key: 'new' }, customerId, now))
  await each((moving) => moving.setFirstPassword({ customerId: newId(), hash: 'new', changedAt: now }))
  const times = { createdAt: now, updatedAt: now }
  const names = { firstName: 'Ada', lastName: 'Lovelace' }
  const consent = { consentId, version: '1', decision: 'granted', contactMethods: {}, recordedAt: now, ...evidence } as const
  const pieces: readonly ReviewedPiece[] = [
    { kind: 'address', value: { ...details, ...times, id: null, number: null } },
    { kind: 'subscription', value: { email: newLogin, emailKey: newLogin, subscribedAt: now } },
    { kind: 'attributes', value: { attributes: [{ name: 'size', value: 'L' }] } },
    { kind: 'consent', value: { ...consent, id: newId(), number: 77, locale: null, textDigest: null } },
    { kind: 'bought', value: { product: 'a new product' } },
    { kind: 'redeemed', value: { voucher: 'a new voucher' } },
  ]
  // Whoever moves in has none of these, and the customer of the rows has some: each is of somebody new.
  await each(async (moving) => moving.storeBeside(newId(), pieces, names))
  const subscribed = { email: inRows.subscribed, emailKey: inRows.subscribed, subscribedAt: now }
  await each(async (moving) => moving.storeBeside(customerId, [{ kind: 'subscription', value: subscribed }], names))
}

/** Of what is declared only the texts of consents are a tenant's own rows. */
const declareTexts = (engine: Engine, { tenantId }: TestTenant) =>
  withoutTenant(engine, async (session) => {
    const declarations = declarationTransaction(session)
    await declarations.textsOf(tenantId)
    declarations.addTexts(tenantId, [{ consentId, version: '2', locale: 'en', content: 'Newer terms.' }])
  })

/**
 * Does everything the repositories can do for the tenant, each thing on the rows of test/support/tenant-rows.ts as they stand, and
 * keeps nothing of it. A new statement has a line here.
 */
export async function workFor(tenant: TestTenant, kept: Engine): Promise<void> {
  const engine = keepingNothing(kept)
  const transaction = transactionsOf(engine, tenant.tenantId, keyring)
  const works = [onCustomers, onNames, onAddresses, onSignIns, onRecovery, onWishes, onConsents].flat()
  for (const work of works) await transaction((stores) => work(stores, tenant.customerId))
  await transaction(({ keptAnswers }) => keptAnswers.keep(inRows.leased, tenant.customerId, Uint8Array.of(1)))
  await askOneByOne(engine, tenant)
  await countTries(engine, tenant)
  await declareTexts(engine, tenant)
  await importCustomers(engine, tenant)
  await moveIn(engine, tenant)
  await removeOutlived(engine)
  await countOutlived(engine)
}
