import type { ReviewedCustomer } from '../core/migration/reviewed.ts'

/** What a customer is stored with, by the column of `customer`, which `import_row` calls the same. */
export const profileColumns = {
  state: 'state',
  email: 'email',
  email_key: 'emailKey',
  email_key_version: 'emailKeyVersion',
  email_is_shared: 'emailIsShared',
  first_name: 'firstName',
  last_name: 'lastName',
  date_of_birth: 'dateOfBirth',
  is_vendor: 'isVendor',
  last_purchase_at: 'lastPurchaseAt',
  products_bought_count: 'productsBoughtCount',
  total_units_bought: 'totalUnitsBought',
  created_at: 'createdAt',
  last_sign_in_at: 'lastSignInAt',
  email_verified_at: 'emailVerifiedAt',
  phone: 'phone',
  gender: 'gender',
  subscribed_to_newsletter: 'subscribedToNewsletter',
  image_name: 'imageName',
  username: 'username',
  username_key: 'usernameKey',
  external_id: 'externalId',
  title: 'title',
  display_name: 'displayName',
  customer_type: 'customerType',
  currency: 'currency',
  nationality: 'nationality',
  mobile: 'mobile',
  created_by: 'createdBy',
  modified_by: 'modifiedBy',
  modified_at: 'modifiedAt',
} as const satisfies Readonly<Record<string, keyof ReviewedCustomer['customer']>>

export const profileColumnNames = Object.keys(profileColumns)

const members = Object.values(profileColumns)

/** The values of the columns, in their order. */
export const profileValues = (customer: ReviewedCustomer['customer']) => members.map((member) => customer[member])
