import { sql } from 'kysely'
import type { ConsentLookUp, ConsentRecord, ConsentStore, DeclaredText, NewConsentRecord } from '../core/consents/consent.ts'
import { database } from './schema.ts'
import { statement } from './statement.ts'
import type { Asking, Session } from './transaction.ts'

interface OfCustomer {
  readonly customerId: string
  readonly tenantId: string
}

export const consentColumns = [
  'customer_id as customerId',
  'id',
  'number',
  'consent_id as consentId',
  'version',
  'locale',
  'text_digest as textDigest',
  'decision',
  'contact_methods as contactMethods',
  'recorded_at as recordedAt',
  'surface',
  'acting_as as actingAs',
  'acting_id as actingId',
  'client_address as clientAddress',
  'user_agent as userAgent',
  'request_id as requestId',
] as const

const ownRecords = ({ customerId, tenantId }: OfCustomer) =>
  database
    .selectFrom('consent_record')
    .select(consentColumns)
    .where('customer_id', '=', customerId)
    .where('tenant_id', '=', tenantId)

const lastRecords = statement((of: OfCustomer) =>
  ownRecords(of).distinctOn('consent_id').orderBy('consent_id').orderBy('number', 'desc').$castTo<ConsentRecord>(),
)

const allRecords = statement((of: OfCustomer) => ownRecords(of).orderBy('number').$castTo<ConsentRecord>())

const oneRecord = statement((of: OfCustomer & { id: string }) => ownRecords(of).where('id', '=', of.id).$castTo<ConsentRecord>())

const declaredTexts = statement(({ tenantId, consentId, version }: { tenantId: string; consentId: string; version: string }) =>
  database
    .selectFrom('consent_text')
    .select(['locale', 'digest', 'content', 'declared_at as declaredAt'])
    .where('tenant_id', '=', tenantId)
    .where('consent_id', '=', consentId)
    .where('version', '=', version)
    .orderBy('locale'),
)

type StoredRecord = Omit<NewConsentRecord, 'contactMethods'> & { contactMethods: string; tenantId: string }

const insertRecord = statement(
  (record: StoredRecord) => sql`
    insert into consent_record (customer_id, id, tenant_id, number, consent_id, version, locale, text_digest, decision,
      contact_methods, surface, acting_as, acting_id, client_address, user_agent, request_id)
    select ${record.customerId}, ${record.id}, ${record.tenantId}, coalesce(max(number), 0) + 1, ${record.consentId},
      ${record.version}, ${record.locale}, ${record.textDigest}::bytea, ${record.decision}, ${record.contactMethods}::jsonb,
      ${record.surface}, ${record.actingAs}, ${record.actingId}, ${record.clientAddress}, ${record.userAgent}, ${record.requestId}
    from consent_record where customer_id = ${record.customerId} and tenant_id = ${record.tenantId}`,
)

/** What customers of one tenant said to its consents, read. */
export const consentLookUp = (session: Asking, tenantId: string): ConsentLookUp => ({
  states: (customerId) => session.run(lastRecords({ customerId, tenantId })),
  history: (customerId) => session.run(allRecords({ customerId, tenantId })),
  async find(customerId, id) {
    const [record] = await session.run(oneRecord({ customerId, tenantId, id }))
    return record
  },
  textsOf: (consentId, version): Promise<readonly DeclaredText[]> => session.run(declaredTexts({ tenantId, consentId, version })),
})

/** As `consentLookUp`, added to; the application's role may change nothing of a record but who and where it came from. */
export const consentStore = (session: Session, tenantId: string): ConsentStore => ({
  ...consentLookUp(session, tenantId),
  async append(record) {
    session.send(insertRecord({ ...record, tenantId, contactMethods: JSON.stringify(record.contactMethods) }))
  },
})
