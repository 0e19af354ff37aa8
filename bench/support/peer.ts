import type { BareHashRate } from './bare-hash.ts'
import type { StartedProcess } from './started-process.ts'
import type { WireApi } from './wire-api.ts'

/** Whether a service hashes as it does unless told otherwise, or as Patron does. */
export type PeerHash = 'its own' | 'argon2id'

/** Argon2id as Patron has it unless told otherwise; what the peers are told (docs/configuration.md). */
export const comparedCost = { memoryKib: 19_456, passes: 2, parallelism: 1 } as const
export const comparedHash = `Argon2id, ${comparedCost.memoryKib / 1024} MiB, t = ${comparedCost.passes}, p = ${comparedCost.parallelism}`

/** One service that is measured beside others, with one way to hash. */
export interface Peer {
  /** A floor is nobody's service: what it leaves out it would need to be one. */
  readonly role: 'Patron' | 'peer' | 'floor'
  readonly name: string
  readonly hash: string
  /** Of everything that is not this machine's, with the names. */
  readonly versions: readonly string[]
  readonly api: WireApi
  start(port: number, isReady: () => Promise<boolean>): Promise<StartedProcess>
  /** Its hash and nothing else, as it calls it, on every core. */
  measureBareHash(milliseconds: number): Promise<BareHashRate>
  close(): Promise<void>
}

/** What a peer's database and hash are to be. */
export interface PeerSettings {
  readonly databaseUrl: string
  readonly hash: PeerHash
}

/** What a peer's processes read; those that do not serve need some port to be set up with, too. */
export const peerEnvironment = ({ databaseUrl, hash }: PeerSettings, port = 80): Record<string, string> => ({
  PEER_DATABASE_URL: databaseUrl,
  PEER_SECRET_KEY: 'the-secret-key-of-the-peers-0123456789-0123456789-0123456789',
  PEER_HASH: hash,
  PEER_PORT: String(port),
})
