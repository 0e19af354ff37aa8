import { createPrivateKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { valueIn } from './value-in.ts'

/** Who may send for a project of Google's. */
export interface ServiceAccount {
  readonly projectId: string
  readonly clientEmail: string
  /** PEM. */
  readonly privateKey: string
  /** Where access tokens are asked for. */
  readonly tokenUri: string
}

const googleTokenUri = 'https://oauth2.googleapis.com/token'
const required = ['project_id', 'client_email', 'private_key'] as const

/**
 * Reads the file that Google makes for a service account.
 *
 * @throws Error that names the file and everything that is missing, and nothing of what it holds
 */
export async function readServiceAccount(file: string): Promise<ServiceAccount> {
  const content = parsed(file, await textIn(file))
  const missing = required.filter((name) => textOf(content, name) === undefined)
  if (missing.length > 0) throw new Error(`${file} is no key of a service account: it lacks ${missing.join(', ')}`)
  const [projectId = '', clientEmail = '', privateKey = ''] = required.map((name) => textOf(content, name))
  const tokenUri = textOf(content, 'token_uri') ?? googleTokenUri
  if (!isRsaKey(privateKey)) throw new Error(`${file}: its private_key is no RSA key in PEM`)
  if (!/^https?:\/\//.test(tokenUri) || !URL.canParse(tokenUri)) throw new Error(`${file}: its token_uri is no http(s) address`)
  return { projectId, clientEmail, privateKey, tokenUri }
}

async function textIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new Error(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What the parser says repeats the text, which may be the key.
    throw new Error(`${file} is no JSON`)
  }
}

function textOf(content: unknown, name: string): string | undefined {
  const value = valueIn(content, name)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
