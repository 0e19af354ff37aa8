import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { startBareHashing } from '../../support/bare-hash.ts'
import { comparedCost, comparedHash, type Peer } from '../../support/peer.ts'
import { startProcess } from '../../support/started-process.ts'
import { customersApi } from '../../support/wire-api.ts'

const server = fileURLToPath(new URL('./server.ts', import.meta.url))

/** What nobody can be ahead of: HTTP, JSON and the hash, and nothing that remembers. */
export function barePeer(): Peer {
  const bare = startBareHashing(comparedCost, availableParallelism())
  return {
    role: 'floor',
    name: 'node:http, bare',
    hash: comparedHash,
    versions: [],
    api: customersApi,
    start: (port, isReady) =>
      startProcess({ command: process.execPath, arguments: [server], environment: { PEER_PORT: String(port) }, isReady }),
    measureBareHash: bare.measure,
    close: bare.close,
  }
}
