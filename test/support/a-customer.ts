/** A registration in the Django contract's words that nothing is wrong with. */
export const aCustomer = (fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  email: 'ada@example.com',
  first_name: 'Ada',
  last_name: 'Lovelace',
  password: 'Kv7#mQ2$wZ9p',
  password2: 'Kv7#mQ2$wZ9p',
  date_of_birth: '1990-05-15',
  ...fields,
})

/** What the Django contract shows of her, but for address and last purchase. */
export const profileOfAda = {
  email: 'ada@example.com',
  first_name: 'Ada',
  last_name: 'Lovelace',
  slug: 'ada-lovelace',
  date_of_birth: '1990-05-15',
}
