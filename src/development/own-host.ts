import { isIP } from 'node:net'

const reserved = /^[^.]*$|\.(?:localhost|test|local|internal)$/

/**
 * Whether a page that was asked for under this name may be shown. Mails that were caught hold links that open accounts, and any
 * site on the internet can let a name of its own lead to this computer and then read what a browser here gets under it. So only
 * names count that nobody can have out there: addresses, names without a dot, those kept for such use, and the configured one.
 *
 * @param host  in lower case, without a port
 * @source RFC 6761; ICANN, SSAC 113 on `.internal`; RFC 6762 on `.local`
 */
export const isOwnHost = (host: string, publicUrl: string | undefined): boolean =>
  isIP(host.replace(/^\[(.*)\]$/, '$1')) !== 0 ||
  reserved.test(host.replace(/\.$/, '')) ||
  (publicUrl !== undefined && new URL(publicUrl).hostname === host)
