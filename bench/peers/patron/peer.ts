import { readConfig } from '../../../src/config/config.ts'
import { installPackage } from '../../../test/support/installed-package.ts'
import { scratchFolder } from '../../../test/support/scratch-folder.ts'
import { startBareHashing } from '../../support/bare-hash.ts'
import { comparedCost, comparedHash, type Peer } from '../../support/peer.ts'
import { startServer } from '../../support/server-process.ts'
import { customersApi } from '../../support/wire-api.ts'

const { memoryKib, passes, parallelism } = comparedCost
const cost = {
  PATRON_HASH_MEMORY_KIB: String(memoryKib),
  PATRON_HASH_PASSES: String(passes),
  PATRON_HASH_PARALLELISM: String(parallelism),
}

/** Patron as an operator installs and starts it. Its own hash is the one that all are compared at. */
export function patronPeer(databaseUrl: string): Peer {
  const { folder, remove } = scratchFolder()
  const installed = installPackage()
  const bare = startBareHashing(comparedCost, readConfig({}).hashWorkers)
  const settings = { DATABASE_URL: databaseUrl, PATRON_DATA_DIR: folder, ...cost }
  return {
    role: 'Patron',
    name: 'Patron',
    hash: comparedHash,
    versions: [],
    api: customersApi,
    start: (port, isReady) => startServer({ settings, port, isReady, program: installed.program }),
    measureBareHash: bare.measure,
    async close() {
      await bare.close()
      installed.remove()
      remove()
    },
  }
}
