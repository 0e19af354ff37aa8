// RFC 5321, section 4.5.3.1, in characters; what is longer, few servers take.
const longestAddress = 254
const longestLocalPart = 64

// Letters of any script, and what RFC 5322 calls atext. Each is one class repeated, so none backtracks.
const atom = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+$/u
const label = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u

/**
 * Whether the text looks like an address that a person types: no quotes, no host without a dot, domains in any script. Whose
 * mailbox it is, and whether it can be one, the core decides.
 */
export function isTypedEmail(text: string): boolean {
  if (text.length > longestAddress) return false
  const [local = '', domain = '', ...more] = text.split('@')
  const labels = domain.split('.')
  if (more.length > 0 || local.length > longestLocalPart || labels.length < 2) return false
  return local.split('.').every((part) => atom.test(part)) && labels.every((part) => label.test(part))
}
