/**
 * The address as it is kept and shown: the domain (after the last `@`) in lower case, the local part as typed.
 * It decides nothing; which mailbox it is, `emailKey` says. Text without an `@` comes back as it is.
 *
 * @source docs/contracts/django.md, section 0 (D9) and 5.1
 */
export function storedEmail(address: string): string {
  const domainStart = address.lastIndexOf('@') + 1
  if (domainStart === 0) return address
  return address.slice(0, domainStart) + address.slice(domainStart).toLowerCase()
}
