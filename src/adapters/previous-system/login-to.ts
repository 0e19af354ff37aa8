import type { PreviousSystem } from '../../core/tenants/settings.ts'
import { Trouble } from '../../violations/trouble.ts'
import { bagistoLogin } from './bagisto.ts'
import { djangoLogin } from './django.ts'
import type { PreviousLogin } from './previous-login.ts'
import { singulaLogin } from './singula.ts'

/** The value of a variable of the environment, which the settings of a tenant name. */
export type SecretNamed = (variable: string) => string | undefined

/** What signs in to the system of a tenant, by its contract. */
export function loginTo({ contract, url, key, secretVariable }: PreviousSystem, secretNamed: SecretNamed): PreviousLogin {
  if (contract === 'django') return djangoLogin(url)
  if (contract === 'bagisto') return bagistoLogin(url, key)
  const secret = secretVariable === null ? undefined : secretNamed(secretVariable)
  // Tenants change while the server runs, so this is told when it is needed, and by the doctor.
  if (key === null || !secret) return () => Promise.reject(unset(secretVariable))
  return singulaLogin(url, { id: key, secret })
}

const unset = (variable: string | null): Trouble =>
  new Trouble(
    { code: 'internal' },
    { cause: new Error(`the environment variable ${variable}, which the tenant’s previousSystem names, is not set`) },
  )
