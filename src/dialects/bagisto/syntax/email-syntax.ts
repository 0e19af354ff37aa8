// RFC 5321 section 4.5.3.1: what an SMTP server has to take at least, and what most take at most.
const longestAddress = 254
const longestLocalPart = 64
const longestLabel = 63

// RFC 6531 adds everything beyond ASCII to what RFC 5322 calls atext. Each is one class repeated, so none backtracks.
const atom = /^[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+$/u
const quoted = /^"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*"$/u
const label = /^[A-Za-z0-9\u0080-\u{10ffff}](?:[A-Za-z0-9\u0080-\u{10ffff}-]*[A-Za-z0-9\u0080-\u{10ffff}])?$/u
const addressLiteral = /^\[[\dA-Fa-f.:]+\]$|^\[IPv6:[\dA-Fa-f.:]+\]$/i
const blank = /\p{White_Space}/u

/**
 * Whether Laravel's `email` rule takes the text: an address of RFC 5321 with the characters of RFC 6531. `a@b` passes,
 * quoted and non-ASCII local parts do, blanks outside quotes do not. Comments, which that rule takes with a warning, do
 * not: no mail server would deliver them.
 *
 * @source docs/contracts/bagisto.md#81-createcustomer-registration
 */
export function isShopEmail(text: string): boolean {
  if (text.length > longestAddress) return false
  const at = text.lastIndexOf('@')
  return at > 0 && isLocalPart(text.slice(0, at)) && isDomain(text.slice(at + 1))
}

function isLocalPart(text: string): boolean {
  if (text.length > longestLocalPart) return false
  if (text.startsWith('"')) return quoted.test(text)
  return !blank.test(text) && text.split('.').every((part) => atom.test(part))
}

function isDomain(text: string): boolean {
  if (text.startsWith('[')) return addressLiteral.test(text)
  return !blank.test(text) && text.split('.').every((part) => part.length <= longestLabel && label.test(part))
}
