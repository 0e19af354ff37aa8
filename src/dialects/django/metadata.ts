const text = (label: string, further: object = {}) => ({ type: 'string', required: true, read_only: false, label, ...further })

const common = {
  renders: ['application/json', 'text/html'],
  parses: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
}

/** `OPTIONS` on the registration: what REST framework's metadata says of these fields. */
export const registrationMetadata = {
  name: 'Customer Create',
  description: '',
  ...common,
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

/** `OPTIONS` on the four token paths: names and texts of simplejwt's views, 5.3.1. */
export const tokenMetadata = {
  obtain: {
    name: 'Token Obtain Pair',
    description:
      'Takes a set of user credentials and returns an access and refresh JSON web\ntoken pair to prove the authentication of those credentials.',
    ...common,
    actions: { POST: { email: text('Email'), password: text('Password') } },
  },
  refresh: {
    name: 'Token Refresh',
    description: 'Takes a refresh type JSON web token and returns an access type JSON web\ntoken if the refresh token is valid.',
    ...common,
    actions: {
      POST: { refresh: text('Refresh'), access: { type: 'string', required: false, read_only: true, label: 'Access' } },
    },
  },
  verify: {
    name: 'Token Verify',
    description:
      "Takes a token and indicates if it is valid.  This view provides no\ninformation about a token's fitness for a particular use.",
    ...common,
    actions: { POST: { token: text('Token') } },
  },
  blacklist: {
    name: 'Token Blacklist',
    description:
      'Takes a token and blacklists it. Must be used with the\n`rest_framework_simplejwt.token_blacklist` app installed.',
    ...common,
    actions: { POST: { refresh: text('Refresh') } },
  },
} as const
