import type { Locale } from '../core/tenants/locale.ts'
import { type Html, html } from '../markup/html.ts'
import type { Site } from './site.ts'
import { entranceTexts } from './texts/entrance.ts'

/** The link from the end of a mailed one to the sign-in; tenants that tell customers apart by usernames have none. */
export const wayIn = ({ basePath, emailUnique }: Site, locale: Locale): Html | false =>
  emailUnique && html`<p class="onward"><a href="${basePath}/customer/sign-in">${entranceTexts(locale)('signIn')}</a></p>`
