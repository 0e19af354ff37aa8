// Answers of an API are data: nothing may frame them, guess their type, keep them, or run them as a page.
const always: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

const overHttps = { ...always, 'strict-transport-security': 'max-age=31536000; includeSubDomains' }

/** What every answer carries unless its dialect says otherwise; over https also that it stays https for a year. */
export const securityHeaders = (isHttps: boolean): Readonly<Record<string, string>> => (isHttps ? overHttps : always)
