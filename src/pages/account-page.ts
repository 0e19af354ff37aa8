import type { WireAnswer } from '../dialects/dialect.ts'
import { html, type Piece } from '../markup/html.ts'
import type { Violation } from '../violations/violation.ts'
import { type AccountSection, accountNavigation } from './account-navigation.ts'
import { type SignedIn, showPage } from './hosted-page.ts'

export interface AccountPage {
  readonly section: AccountSection
  readonly title: string
  readonly content: Piece
  /** What was wrong with the form that is shown again. */
  readonly violations?: readonly Violation[]
  /** What is said after a change, by what stands in the query then. */
  readonly said?: Readonly<Record<string, string>>
}

/** A page of the account, with the ways to the others. */
export function showAccount(visitor: SignedIn<unknown>, page: AccountPage): WireAnswer {
  const { section, title, content, violations = [], said = {} } = page
  const isRefusal = violations.length > 0
  const [, done] = Object.entries(said).find(([name]) => visitor.request.query.has(name)) ?? []
  return showPage(visitor, {
    status: isRefusal ? 422 : 200,
    title,
    isRefusal,
    navigation: accountNavigation(section, visitor),
    content: html`${!isRefusal && done !== undefined && html`<p class="done" role="status">${done}</p>\n`}${content}`,
  })
}
