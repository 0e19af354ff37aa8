import type { Field, PersonalAttribute } from '../../violations/violation.ts'

/** Core fields by their names on the wire, in the order answers list them. */
export const wireName: Readonly<Record<Field, string>> = {
  email: 'email',
  firstName: 'first_name',
  lastName: 'last_name',
  dateOfBirth: 'date_of_birth',
  password: 'password',
  passwordAgain: 'password2',
}

/** How messages speak of what a password resembles: Django's verbose names. */
export const verboseName: Readonly<Record<PersonalAttribute, string>> = {
  firstName: 'first name',
  lastName: 'last name',
  email: 'email address',
}

/** What 201 answers, in this order. */
export interface WireCustomer {
  readonly email: string
  readonly first_name: string
  readonly last_name: string
  readonly slug: string
  readonly date_of_birth: string | null
  readonly address: WireAddress | null
  readonly last_purchase_date: string | null
}

export interface WireAddress {
  readonly street_address: string
  /** A number where the postcode is one, else the text (docs/decisions/0005). */
  readonly postal_code: number | string
  readonly city: string
  readonly state: string
  readonly country: string
}

const text = (label: string, further: object = {}) => ({ type: 'string', required: true, read_only: false, label, ...further })

/** `OPTIONS` on the registration: what REST framework's metadata says of these fields. */
export const registrationMetadata = {
  name: 'Customer Create',
  description: '',
  renders: ['application/json', 'text/html'],
  parses: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
  actions: {
    POST: {
      email: { type: 'email', required: true, read_only: false, label: 'Email address', max_length: 254 },
      first_name: text('First name', { max_length: 150 }),
      last_name: text('Last name', { max_length: 150 }),
      slug: { type: 'slug', required: false, read_only: true, label: 'Slug' },
      date_of_birth: { type: 'date', required: false, read_only: false, label: 'Date of birth' },
      address: {
        type: 'nested object',
        required: false,
        read_only: true,
        label: 'Address',
        children: {
          street_address: text('Street address', { max_length: 30 }),
          postal_code: {
            type: 'integer',
            required: true,
            read_only: false,
            label: 'Postal code',
            min_value: 0,
            max_value: 2147483647,
          },
          city: text('City', { max_length: 50 }),
          state: text('State', { max_length: 50 }),
          country: text('Country', { max_length: 30 }),
        },
      },
      last_purchase_date: { type: 'datetime', required: false, read_only: true, label: 'Last purchase date' },
      password: text('Password'),
      password2: text('Confirm Password'),
    },
  },
} as const
