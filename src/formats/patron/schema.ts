import { type TProperties, type TSchema, Type } from 'typebox'
import type { BookAddress } from '../../core/addresses/address-book.ts'
import type { ConsentRecord } from '../../core/consents/consent.ts'
import type { CustomAttribute } from '../../core/customers/custom-attributes.ts'
import type { DataRequest } from '../../core/data-requests/data-request.ts'
import type { OwnData } from '../../core/disclosure/own-data.ts'
import type { PlannedDeletion } from '../../core/erasure/planned-deletion.ts'
import type { PortableCustomer, PortableProfile, Subscription } from '../../core/migration/portable-customer.ts'
import type { Purchase, VoucherRedemption } from '../../core/purchases/purchase.ts'

// One schema is published (docs/export-format.schema.json), checks what is read, and says in which order members are written.

/** The first member of every line. What readers of it could not read gets the next number. */
export const formatMark = 'patron-customer/1'

/** What is told of a customer beside what another installation goes on with, to whom it is theirs. */
export type Disclosed = Pick<OwnData, 'sessions' | 'devices' | 'messages' | 'events' | 'emailChange'>

const closed = { additionalProperties: false } as const

type Members<Value extends object> = Readonly<Record<keyof Value, TSchema>>

const propertiesOf = (members: Readonly<Record<PropertyKey, TSchema>>): TProperties => Object.fromEntries(Object.entries(members))

/** The compiler names a member that is forgotten. */
const whole = <Value extends object>(members: Members<Value>) => Type.Object(propertiesOf(members), closed)

/** As `whole`, and whatever is not known may be left out. */
const partial = <Value extends object>(members: Members<Value>, needed: readonly (keyof Value)[] = []) =>
  Type.Object(propertiesOf(members), { ...closed, required: needed.map(String) })

const or = (schema: TSchema) => Type.Union([schema, Type.Null()])
// What no database stores: the character 0, and halves of surrogate pairs.
const Text = Type.String({ pattern: '^[^\\u0000\\p{Cs}]*$', title: 'a text' })
const Flag = Type.Boolean({ title: 'true or false' })
const Id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', title: 'a UUID in small letters' })
const Whole = Type.Integer({ minimum: 1, maximum: 2_147_483_647, title: 'a whole number from 1 to 2147483647' })
const Count = Type.Integer({ minimum: 0, maximum: 2_147_483_647, title: 'a whole number from 0 to 2147483647' })
const Instant = Type.String({
  format: 'date-time',
  pattern: 'T\\d\\d:\\d\\d:[0-5]\\d(\\.\\d{1,9})?Z$',
  title: 'an instant in UTC, as in 2026-03-29T01:30:00.000Z',
  description: 'Written to the millisecond; what is finer is cut off.',
})
const Day = Type.String({ format: 'date', title: 'a date, as in 1815-12-10' })
const Hex = Type.String({
  contentEncoding: 'base16',
  pattern: '^[0-9a-f]{64}$',
  title: 'a SHA-256 in 64 small hexadecimal digits',
})
// No pattern: on the megabytes of an image it takes more stack than there is (decode.ts looks itself).
const Base64 = Type.String({ contentEncoding: 'base64', title: 'bytes in Base64' })
const oneOf = (words: readonly string[]) => Type.Enum([...words], { title: `one of ${words.join(', ')}` })
const Words = Type.Array(Text)

const Profile = partial<PortableProfile>(
  {
    id: Id,
    number: Whole,
    state: oneOf(['active', 'suspended', 'deactivated']),
    email: Text,
    emailIsShared: Flag,
    emailVerifiedAt: or(Instant),
    username: or(Text),
    externalId: or(Text),
    title: or(Text),
    firstName: Text,
    lastName: Text,
    displayName: or(Text),
    slug: Text,
    dateOfBirth: or(Day),
    phone: or(Text),
    mobile: or(Text),
    gender: or(Text),
    customerType: or(Text),
    currency: or(Text),
    nationality: or(Text),
    referralCode: or(Text),
    subscribedToNewsletter: Flag,
    imageName: or(Text),
    isVendor: Flag,
    lastPurchaseAt: or(Instant),
    productsBoughtCount: Count,
    totalUnitsBought: Count,
    productsBought: Words,
    redeemedVouchers: Words,
    lastSignInAt: or(Instant),
    createdAt: Instant,
    createdBy: or(Text),
    modifiedAt: or(Instant),
    modifiedBy: or(Text),
  },
  ['email'],
)

const Address = partial<BookAddress>({
  id: Id,
  number: Whole,
  isDefault: Flag,
  usesForShipping: Flag,
  kind: or(Text),
  firstName: Text,
  lastName: Text,
  companyName: or(Text),
  vatId: or(Text),
  email: or(Text),
  phone: or(Text),
  streetAddress: Text,
  postcode: Text,
  city: Text,
  state: Text,
  country: Text,
  createdAt: or(Instant),
  updatedAt: or(Instant),
})

const Consent = whole<Omit<ConsentRecord, 'customerId'>>({
  id: Id,
  number: Whole,
  consentId: Text,
  version: Text,
  locale: or(Text),
  textDigest: or(Hex),
  decision: oneOf(['granted', 'declined', 'withdrawn']),
  contactMethods: Type.Record(Type.String(), Flag),
  recordedAt: Instant,
  surface: Text,
  actingAs: oneOf(['customer', 'staff', 'program']),
  actingId: or(Text),
  clientAddress: or(Text),
  userAgent: or(Text),
  requestId: or(Text),
})

const Request = whole<DataRequest>({
  id: Id,
  number: Whole,
  type: oneOf(['delete', 'update']),
  status: oneOf(['pending', 'processing', 'approved', 'declined', 'revoked']),
  email: Text,
  message: Text,
  revokedAt: or(Instant),
  createdAt: Instant,
  updatedAt: Instant,
})

type Told<Report> = Report & { readonly recordedAt: Date }

const Bought = whole<Told<Purchase>>({
  reference: Text,
  product: Text,
  units: Whole,
  purchasedAt: Instant,
  recordedAt: Instant,
})
const Redeemed = whole<Told<VoucherRedemption>>({ reference: Text, voucher: Text, redeemedAt: Instant, recordedAt: Instant })

/** Lists that a line may have, by their names. */
export const lists = {
  addresses: Address,
  customAttributes: whole<CustomAttribute>({ name: Text, value: Text }),
  subscriptions: whole<Subscription>({ email: Text, subscribedAt: Instant }),
  consents: Consent,
  dataRequests: Request,
  purchases: Bought,
  voucherRedemptions: Redeemed,
} as const

const DisclosedData = whole<Disclosed>({
  emailChange: or(whole<NonNullable<Disclosed['emailChange']>>({ email: Text, expiresAt: Instant })),
  sessions: Type.Array(
    whole<Disclosed['sessions'][number]>({
      id: Id,
      kind: oneOf(['storefront', 'tokens']),
      browser: or(Text),
      startedAt: Instant,
      lastUsedAt: or(Instant),
      expiresAt: Instant,
      endedAt: or(Instant),
    }),
  ),
  devices: Type.Array(whole<Disclosed['devices'][number]>({ addedAt: Instant })),
  messages: Type.Array(
    whole<Disclosed['messages'][number]>({ channel: Text, purpose: Text, state: Text, finishedAt: or(Instant) }),
  ),
  events: Type.Array(whole<Disclosed['events'][number]>({ type: Text, occurredAt: Instant })),
})

/** One line. */
export const Line = partial<PortableCustomer & { format: string; disclosed: Disclosed }>(
  {
    format: Type.Literal(formatMark, { title: formatMark }),
    profile: Profile,
    passwordHash: or(Text),
    addresses: Type.Array(lists.addresses),
    customAttributes: Type.Array(lists.customAttributes),
    subscriptions: Type.Array(lists.subscriptions),
    consents: Type.Array(lists.consents),
    dataRequests: Type.Array(lists.dataRequests),
    purchases: Type.Array(lists.purchases),
    voucherRedemptions: Type.Array(lists.voucherRedemptions),
    plannedDeletion: or(whole<PlannedDeletion>({ askedAt: Instant, dueAt: Instant })),
    image: or(Base64),
    disclosed: DisclosedData,
  },
  ['format', 'profile'],
)

/** The JSON Schema of a line, for other programs. */
export const publishedSchema = (): string =>
  `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'A customer exported by Patron: one line of the file', ...Line }, null, 2)}\n`
