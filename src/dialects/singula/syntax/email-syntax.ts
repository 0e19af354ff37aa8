/** What HTML lets a local part hold, and beside it letters of any script. */
const localPart = /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]+$/u
const label = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u

/**
 * Whether the text is an address as HTML's e-mail field takes it, domains in any script allowed.
 *
 * @source HTML Living Standard, "E-mail state"; docs/contracts/singula.md, section 4.1
 */
export function isHtmlEmail(text: string): boolean {
  const [local = '', domain, ...more] = text.split('@')
  if (domain === undefined || more.length > 0 || !localPart.test(local)) return false
  return domain.split('.').every((part) => label.test(part))
}
