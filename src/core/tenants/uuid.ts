const form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A UUID as we write it: lower case, with dashes. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && form.test(value)
