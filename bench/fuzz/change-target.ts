import { changeText } from './change-json.ts'
import type { DraftChange } from './draft-change.ts'
import { nastyTexts } from './nasty.ts'
import type { Pair } from './request.ts'

const methods = 'GET POST PUT PATCH DELETE HEAD OPTIONS TRACE PROPFIND SEARCH QUERY LOCK M-SEARCH PURGE'.split(' ')

export const changeMethod: DraftChange = (draft, chance) => ({ ...draft, method: chance.one(methods) })

const segments = [
  ...' . .. * ~ 0 -1 1 2 7 1.0 1e3 0x1 me null search .env index.html __proto__ constructor :id {id} ;a=b 99999999999'.split(' '),
  ...'% %zz %25 %2e%2e %2f %5c %00 %0a %0d%0ax-injected:%201 %ff %c0%af %ed%a0%80 %F0%9F%99%82'.split(' '),
  ...'{{id}} {{other}} {{number}} {{otherNumber}} 01890000-0000-7000-8000-00000000000a'.split(' '),
  ...["'", 'x'.repeat(5_000)],
]

export const changePath: DraftChange = (draft, chance) => {
  const { path } = draft
  const parts = path.split('/')
  const at = 1 + chance.below(Math.max(1, parts.length - 1))
  const other = () => {
    switch (chance.below(8)) {
      case 0:
        return path.replaceAll(/\{\{\w+\}\}|[^{]+/g, (piece) => (piece.startsWith('{') ? piece : piece.toUpperCase()))
      case 1:
        return path.replace('/', '//')
      case 2:
        return path.endsWith('/') ? path.slice(0, -1) : `${path}/`
      case 3:
        return parts.toSpliced(at, 0, chance.one(segments)).join('/')
      case 4:
        return parts.toSpliced(at, 1).join('/') || '/'
      case 5:
        return `http://127.0.0.1${path}`
      default:
        return parts.with(at, chance.one(segments)).join('/')
    }
  }
  return { ...draft, path: other() }
}

const parameters =
  'format page itemsPerPage sort order query variables operationName email number token _method a[b] __proto__'.split(' ')

export const changeQuery: DraftChange = (draft, chance) => {
  const { query } = draft
  const [name, value] = query.length > 0 && chance.happens(0.7) ? chance.one(query) : [chance.one(parameters), '1']
  const others = query.filter(([other]) => other !== name)
  const values: readonly Pair[] = chance.one<readonly Pair[]>([
    [],
    [[name, '']],
    [
      [name, value],
      [name, chance.one(nastyTexts)],
    ],
    [[chance.one(nastyTexts), value]],
    [[name, changeText(value, chance)]],
    [[name, chance.one(nastyTexts)]],
  ])
  return { ...draft, query: [...others, ...values] }
}
