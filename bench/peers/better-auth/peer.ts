import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratchFolder } from '../../../test/support/scratch-folder.ts'
import { measureBareProcesses } from '../../support/bare-processes.ts'
import { comparedHash, type Peer, type PeerSettings, peerEnvironment } from '../../support/peer.ts'
import { runCommand } from '../../support/run-command.ts'
import { startProcess } from '../../support/started-process.ts'
import { betterAuthApi } from './wire-api.ts'

const project = fileURLToPath(new URL('./project/', import.meta.url))

/** Better Auth from npm behind `node:http`, on the same Node as Patron. */
export async function betterAuthPeer(settings: PeerSettings): Promise<Peer> {
  const { folder, remove } = scratchFolder()
  cpSync(project, folder, { recursive: true })
  // `--prefix`, because npm tells what it runs to work in the folder of this project.
  const install = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund']
  await runCommand({ command: 'npm', arguments: install, folder })
  const environment = { ...peerEnvironment(settings), NODE_ENV: 'production' }
  await runCommand({ command: process.execPath, arguments: ['migrate.mjs'], folder, environment })
  return {
    role: 'peer',
    name: 'Better Auth',
    hash: settings.hash === 'argon2id' ? comparedHash : 'scrypt, N = 16384, r = 16, p = 1',
    versions: ['better-auth', 'pg', '@node-rs/argon2'].map((name) => `${name} ${versionIn(folder, name)}`),
    api: betterAuthApi,
    start: (port, isReady) =>
      startProcess({
        command: process.execPath,
        arguments: ['server.mjs'],
        environment: { ...environment, ...peerEnvironment(settings, port) },
        folder,
        isReady,
      }),
    measureBareHash: (milliseconds) =>
      measureBareProcesses({ command: process.execPath, arguments: ['bare-hash.mjs'], folder, environment }, milliseconds),
    close: async () => remove(),
  }
}

function versionIn(folder: string, name: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }
  return version
}
