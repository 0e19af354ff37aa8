import type { WireAnswer, WireRequest } from '../../dialect.ts'
import { pageBounds } from '../graphql/connection.ts'
import { Refusal } from '../graphql/refusal.ts'
import { jsonAnswer } from './answers.ts'

/**
 * The part of a list that `page` and `per_page` ask for: ten entries unasked and fifty at most, as in GraphQL. The headers
 * say what there is.
 *
 * @throws Refusal for what is no whole number from 1
 */
export function page(list: readonly unknown[], { query }: Pick<WireRequest, 'query'>): WireAnswer {
  const [number, asked] = [wholeNumber(query, 'page', 1), wholeNumber(query, 'per_page', pageBounds.usual)]
  const size = Math.min(asked, pageBounds.most)
  const start = (number - 1) * size
  return jsonAnswer(200, list.slice(start, start + size), {
    'x-total-count': String(list.length),
    'x-page': String(number),
    'x-per-page': String(size),
    'x-total-pages': String(Math.ceil(list.length / size)),
  })
}

function wholeNumber(query: URLSearchParams, name: string, fallback: number): number {
  const sent = query.get(name)
  if (sent === null) return fallback
  if (!/^[1-9]\d{0,8}$/.test(sent)) throw new Refusal(`The parameter "${name}" must be a whole number from 1.`)
  return Number(sent)
}
