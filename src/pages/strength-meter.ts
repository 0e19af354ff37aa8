import { type Html, html } from '../markup/html.ts'
import type { Site } from './site.ts'

export const strengthPath = '/customer/password-strength'

/** Where the script says, while somebody types, how good a new password is. Without script it stays empty. */
export const strengthMeter = (passwordField: string, { basePath }: Site): Html =>
  html`<p class="strength" data-strength="${basePath}${strengthPath}" data-of="${passwordField}" aria-live="polite"></p>`
