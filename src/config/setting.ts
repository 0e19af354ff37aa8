/** One variable of the environment: what it is for, what it accepts, and how it is read. */
export interface Setting<Value> {
  readonly variable: string
  /** One sentence for docs/configuration.md. */
  readonly about: string
  /** What the error message says is accepted. */
  readonly accepts: string
  /** What stands in when the variable is absent or empty, in the variable's own form; `undefined`: nothing does. */
  readonly fallback: string | undefined
  /** Whether the value may stand in messages and logs. */
  readonly isSecret: boolean
  /** @returns `undefined` when the text is not acceptable */
  read(text: string): Value | undefined
}

type About<Value> = Pick<Setting<Value>, 'variable' | 'about'> & { readonly fallback?: string }

export const text = ({ fallback, ...rest }: About<string>): Setting<string> => ({
  ...rest,
  fallback,
  accepts: 'any text',
  isSecret: false,
  read: (given) => given,
})

/** What somebody proves themselves with in a header. */
export const sentSecret = (leastCharacters: number, { fallback, ...rest }: About<string>): Setting<string> => ({
  ...rest,
  fallback,
  accepts: `at least ${leastCharacters} visible ASCII characters`,
  isSecret: true,
  read: (given) => (/^[!-~]+$/.test(given) && given.length >= leastCharacters ? given : undefined),
})

export const wholeNumber = (least: number, most: number, { fallback, ...rest }: About<number>): Setting<number> => ({
  ...rest,
  fallback,
  accepts: `a whole number from ${least} to ${most}`,
  isSecret: false,
  read: (given) => (/^\d{1,12}$/.test(given) && Number(given) >= least && Number(given) <= most ? Number(given) : undefined),
})

export const oneOf = <const Word extends string>(words: readonly Word[], { fallback, ...rest }: About<Word>): Setting<Word> => ({
  ...rest,
  fallback,
  accepts: words.join(' or '),
  isSecret: false,
  read: (given) => words.find((word) => word === given),
})

export const onOrOff = ({ fallback, ...rest }: About<boolean>): Setting<boolean> => ({
  ...rest,
  fallback,
  accepts: 'on or off',
  isSecret: false,
  read: (given) => (given === 'on' ? true : given === 'off' ? false : undefined),
})

/** Comma-separated; blanks around an item do not count. */
export const list = (
  accepts: string,
  isItem: (item: string) => boolean,
  { fallback, ...rest }: About<readonly string[]>,
): Setting<readonly string[]> => ({
  ...rest,
  fallback,
  accepts,
  isSecret: false,
  read: (given) => readList(given, isItem),
})

/** @returns `undefined` unless every item is one */
export function readList(given: string, isItem: (item: string) => boolean): readonly string[] | undefined {
  const items = given.split(',').map((item) => item.trim())
  return items.every(isItem) ? items : undefined
}

/** An address with one of the schemes. It may hold a password, so it is never shown. */
export const url = (schemes: readonly string[], { fallback, ...rest }: About<string>): Setting<string> => ({
  ...rest,
  fallback,
  accepts: `an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  isSecret: true,
  read: (given) => (URL.canParse(given) && schemes.includes(new URL(given).protocol.slice(0, -1)) ? given : undefined),
})

/** `<tries>/<seconds>`. */
export const rate = ({
  fallback,
  ...rest
}: About<{ count: number; windowSeconds: number }>): Setting<{
  count: number
  windowSeconds: number
}> => ({
  ...rest,
  fallback,
  accepts: 'tries and seconds as in 120/60, both at least 1',
  isSecret: false,
  read: (given) => {
    const [, count, seconds] = /^([1-9]\d{0,8})\/([1-9]\d{0,6})$/.exec(given) ?? []
    return count && seconds ? { count: Number(count), windowSeconds: Number(seconds) } : undefined
  },
})
