import type { Chance } from './chance.ts'
import { nastyTexts } from './nasty.ts'

const token = /"""[\s\S]*?"""|"(?:[^"\\]|\\.)*"|\.\.\.|[A-Za-z_]\w*|-?\d+(?:\.\d+)?|\S/g

const names = [
  ...'createCustomer createCustomerLogin readCustomerProfile customer node countries states edges id name input first'.split(' '),
  ...'__typename __schema __type Customer Mutation Query Node String Int ID mutation query subscription fragment on'.split(' '),
  ...'schema true null password token m i'.split(' '),
]

const pieces = [
  ...'{ } ( ) [ ] ! $ : = @ | & ... " """ # \\ , \ufeff 🙂 \0 0 -1 1e999 $x ...f @deprecated {} () [[[[1]]]] null __typename'.split(
    ' ',
  ),
  ...['@skip(if: true)', '@include(if: false)', '... on Mutation { __typename }', '... on Node { id }', 'a: __typename'],
  ...['"\\ud800"', '"\\u{1F642}"', '"\\u{110000}"', '{ a { b { c } } }', '{a: {a: {a: 1}}}'],
]

const repeated = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ')
const login = (alias: string) => `${alias} createCustomerLogin(input: {email: "a@b.co", password: "x"}) { clientMutationId }`
const nested = (levels: number) => `${'edges { node { states { '.repeat(levels)}totalCount${' } } }'.repeat(levels)}`

/** Documents that ask for more than they look like. */
const bombs: readonly string[] = [
  `mutation { ${repeated(50, (n) => login(`a${n}:`))} }`,
  `mutation { ${repeated(200, (n) => login(`a${n}:`))} }`,
  `{ ${repeated(500, () => '__typename')} }`,
  `{ ${repeated(100, (n) => `a${n}: countries { totalCount }`)} }`,
  `{ countries { ${nested(10)} } }`,
  `{ countries(first: 300) { edges { node { states(first: 300) { edges { node { id } } } } } } }`,
  `{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }`,
  `{ ${repeated(20, (n) => `...f${n}`)} } ${repeated(20, (n) => `fragment f${n} on Query { ${n < 19 ? `...f${n + 1} ...f${n + 1}` : '__typename'} }`)}`,
  `{ ${'a'.repeat(10_000)} }`,
  `{ country(id: ${'['.repeat(1_000)}1${']'.repeat(1_000)}) { name } }`,
  `{ country(id: "${'x'.repeat(50_000)}") { name } }`,
  `query q(${repeated(300, (n) => `$v${n}: Int`)}) { __typename }`,
  `{ __typename ${repeated(300, () => '@skip(if: false)')} }`,
  `{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }`,
  `{ __type(name: "Customer") { name } }`,
  repeated(300, (n) => `query q${n} { __typename }`),
  `${'{'.repeat(5_000)}`,
  `{ country(id: 1) { name ${repeated(30, () => '... on Country { ... on Node { id } }')} } }`,
]

/** The document with a token changed, or another that asks for far too much. */
export function changeDocument(document: string, chance: Chance): string {
  if (chance.happens(0.08)) return chance.one(bombs)
  const tokens = document.match(token) ?? []
  if (tokens.length === 0) return chance.one(bombs)
  const at = chance.below(tokens.length)
  return changed(tokens, at, chance).join(' ')
}

function changed(tokens: readonly string[], at: number, chance: Chance): readonly string[] {
  const here = tokens[at] ?? ''
  switch (chance.below(7)) {
    case 0:
      return tokens.toSpliced(at, 1)
    case 1:
      return tokens.toSpliced(at, 0, here)
    case 2:
      return tokens.with(at, tokens[chance.below(tokens.length)] ?? '')
    case 3:
      return tokens.toSpliced(at, 0, chance.one(pieces))
    case 4:
      return tokens.with(at, JSON.stringify(chance.one(nastyTexts)))
    case 5:
      return tokens.toSpliced(at, 0, ...tokens.slice(at, at + 1 + chance.below(12)))
    default:
      return tokens.with(at, chance.one(names))
  }
}
