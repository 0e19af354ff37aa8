import { DummyDriver, type Generated, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'

/** The tables as the newest migration leaves them; column names are the database's own. */
export interface Schema {
  tenant: { id: string; name: string; settings: Generated<string>; created_at: Generated<Date>; changed_at: Generated<Date> }
  tenant_host: { host: string; owner_tenant_id: string }
  claim: { tenant_id: string; kind: string; value: string; customer_id: string }
  customer: {
    id: string
    tenant_id: string
    number: number
    state: string
    email: string
    email_key: string
    email_key_version: number
    first_name: string
    last_name: string
    slug: string
    date_of_birth: string | null
    is_vendor: boolean
    last_purchase_at: Date | null
    products_bought_count: number
    total_units_bought: number
    created_at: Date
    last_sign_in_at: Date | null
    email_verified_at: Date | null
    phone: string | null
    gender: string | null
    subscribed_to_newsletter: Generated<boolean>
    image_name: string | null
    username: string | null
    username_key: string | null
    email_is_shared: Generated<boolean>
    external_id: string | null
    title: string | null
    display_name: string | null
    customer_type: string | null
    currency: string | null
    nationality: string | null
    mobile: string | null
    referral_code: string | null
    created_by: string | null
    modified_by: string | null
    modified_at: Date | null
  }
  custom_attributes: { customer_id: string; tenant_id: string; attributes: string }
  consent_text: {
    tenant_id: string
    consent_id: string
    version: string
    locale: string
    digest: Uint8Array
    content: string
    declared_at: Generated<Date>
  }
  consent_record: {
    customer_id: string
    id: string
    tenant_id: string
    number: number
    consent_id: string
    version: string
    locale: string | null
    text_digest: Uint8Array | null
    decision: string
    contact_methods: string
    recorded_at: Generated<Date>
    surface: string
    acting_as: string
    acting_id: string | null
    client_address: string | null
    user_agent: string | null
    request_id: string | null
  }
  customer_address: {
    customer_id: string
    id: string
    tenant_id: string
    street_address: string
    postcode: string
    city: string
    state: string
    country: string
    is_default: boolean
    number: Generated<number | null>
    first_name: Generated<string>
    last_name: Generated<string>
    company_name: string | null
    vat_id: string | null
    email: string | null
    phone: string | null
    use_for_shipping: Generated<boolean>
    created_at: Generated<Date | null>
    updated_at: Generated<Date | null>
    kind: string | null
  }
  profile_image: { customer_id: string; name: string; tenant_id: string; content: Uint8Array }
  device: { customer_id: string; digest: Uint8Array; tenant_id: string; token: string; added_at: Date }
  newsletter_subscription: { customer_id: string; email_key: string; tenant_id: string; email: string; subscribed_at: Date }
  data_request: {
    customer_id: string
    id: string
    tenant_id: string
    number: Generated<number>
    type: string
    status: string
    email: string
    message: string
    revoked_at: Date | null
    created_at: Date
    updated_at: Date
  }
  bought_product: { customer_id: string; product: string; tenant_id: string }
  redeemed_voucher: { customer_id: string; voucher: string; tenant_id: string }
  credential: {
    customer_id: string
    kind: string
    tenant_id: string
    hash: string
    changed_at: Date
    scheme: Generated<string>
    version: Generated<number>
  }
  session: {
    customer_id: string
    id: string
    tenant_id: string
    refresh_id: string | null
    previous_refresh_id: string | null
    refreshed_at: Date
    started_at: Date
    expires_at: Date
    ended_at: Date | null
    number: number | null
    secret_digest: Uint8Array | null
    browser: string | null
  }
  planned_deletion: { customer_id: string; tenant_id: string; asked_at: Date; due_at: Date }
  email_change: {
    customer_id: string
    id: string
    tenant_id: string
    email: string
    from_key: string
    session_id: string
    expires_at: Date
    old_agreed_at: Date | null
    new_agreed_at: Date | null
  }
  signing_key: {
    id: string
    algorithm: string
    public_key: unknown
    private_key: Uint8Array
    created_at: Date
    retired_at: Date | null
  }
  recovery: {
    customer_id: string
    id: string
    tenant_id: string
    kind: string
    email: string
    expires_at: Date
    used_at: Date | null
  }
  waiting_registration: { tenant_id: string; id: string; registration: string }
  recovery_request: { id: string; tenant_id: string; login: string; locale: string; asked_at: Date }
  api_key: {
    id: string
    kind: string
    owner_tenant_id: string
    name: string
    secret_digest: Uint8Array | null
    created_at: Date
    expires_at: Date | null
    revoked_at: Date | null
    rate_limit: number | null
    allowed_networks: string[] | null
    last_used_at: Date | null
    rotated_from: string | null
    public_id: string | null
    sealed_secret: Uint8Array | null
    previous_sealed_secret: Uint8Array | null
    previous_secret_until: Date | null
    scopes: string[] | null
  }
  purchase: {
    customer_id: string
    reference: string
    tenant_id: string
    product: string
    units: number
    purchased_at: Date
    recorded_at: Date
  }
  voucher_redemption: {
    customer_id: string
    reference: string
    tenant_id: string
    voucher: string
    redeemed_at: Date
    recorded_at: Date
  }
  erasure: { customer_id: string; tenant_id: string; erased_at: Date; is_in_ledger: Generated<boolean> }
  event: {
    customer_id: string
    id: string
    tenant_id: string
    type: string
    occurred_at: Date
    facts: string
    personal: string | null
    position: number | null
  }
  event_feed: { id: Generated<boolean>; last_position: number; announced_since: Date }
  delivery: {
    customer_id: string
    id: string
    tenant_id: string
    event_id: string
    channel: string
    purpose: string
    state: string
    attempts: Generated<number>
    next_at: Date
    leased_until: Date | null
    gives_up_at: Date
    finished_at: Date | null
    failure: string | null
  }
  idempotency: {
    tenant_id: string
    digest: Uint8Array
    fingerprint: Uint8Array
    lease_token: string
    leased_until: Date
    expires_at: Date
    customer_id: string | null
    answer: Uint8Array | null
  }
  import_run: {
    tenant_id: string
    digest: Uint8Array
    id: string
    begun_at: Generated<Date>
    phase: string
    rows_read: Generated<string>
    stored_to: Generated<string>
    rejects_bytes: Generated<string>
    counts: string
  }
  imported_customer: { tenant_id: string; system: string; key_digest: Uint8Array; customer_id: string; moved_at: Date | null }
  tally: { tenant_id: string; hour: Date; kind: string; count: number }
  attempt: { tenant_id: string; bucket: Uint8Array; window_ends: Date; used: number }
}

/** Builds typed statements; a session runs them. It has no connection of its own. */
export const database = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})
