/** What clients of the old system know the customer by, where its key is a number; `undefined` where it is none. */
export const numberOfKey = (key: string | undefined): number | undefined =>
  key !== undefined && /^[1-9]\d{0,14}$/.test(key) ? Number(key) : undefined
