/** Markers of what nobody may see, each in the address of a customer who was registered for it. */
export const canaries = { here: 'canary-here', elsewhere: 'canary-elsewhere' } as const

/** Secrets of the installation, which no request holds. */
export const plantedSecrets = {
  secretKey: 'planted-secret-key-of-the-fuzz-0123456789abcdef',
  elsewhereSecret: 'planted-elsewhere-secret-0123456789abcdef',
} as const

const fileRoot = new URL('../../', import.meta.url).pathname

const patterns: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a stack trace', /\bat (async )?[\w.$<>[\] ]+ \((file:|\/|node:)|\.[cm]?[jt]s:\d+:\d+|node:internal|node_modules/],
  ['a path', new RegExp(`${fileRoot.replaceAll('.', '\\.')}|/tmp/|/usr/lib/|file:///(?!etc/passwd)`)],
  [
    'words of the database',
    /violates [\w-]+ constraint|duplicate key value|syntax error at or near|(relation|column|function) \\?"\w+\\?" does not|invalid (input|byte) s\w+|transaction is aborted|deadlock detected|SQLSTATE|\bselect\b[^<]{1,200}\bfrom\b|insert into|\bpatron_(app|relay)\b|row-level security|statement timeout/i,
  ],
  [
    'words of Node',
    /ECONN|EPIPE|ETIMEDOUT|Cannot read propert|is not a function|is not iterable|\[object \w+\]|FST_ERR|TypeError|RangeError/,
  ],
  ['a hash', /\$argon2|\$2[aby]\$|pbkdf2_/],
  ['a secret', new RegExp(Object.values(plantedSecrets).join('|'))],
]

const any = new RegExp(patterns.map(([, { source }]) => `(?:${source})`).join('|'), 'i')

/**
 * What the answer tells and must not. What the request itself said, the answer may say again.
 *
 * @param isTrusted  whether a program of the shop asks, which may see any of the shop's customers
 */
export function leakIn(answer: string, request: () => string, isTrusted: boolean): string | undefined {
  if (answer.includes(canaries.elsewhere)) return 'a customer of another tenant'
  if (!isTrusted && answer.includes(canaries.here)) return 'another customer'
  if (!any.test(answer)) return undefined
  const said = request().toLowerCase()
  return patterns.find(([, pattern]) => isToldFirst(pattern, answer, said))?.[0]
}

function isToldFirst(pattern: RegExp, answer: string, said: string): boolean {
  const [found] = pattern.exec(answer) ?? []
  return found !== undefined && !said.includes(found.toLowerCase())
}
