import { cpSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { scratchFolder } from '../../../test/support/scratch-folder.ts'
import { measureBareProcesses } from '../../support/bare-processes.ts'
import { comparedHash, type Peer, type PeerSettings, peerEnvironment } from '../../support/peer.ts'
import { runCommand } from '../../support/run-command.ts'
import { startProcess } from '../../support/started-process.ts'
import { customersApi } from '../../support/wire-api.ts'
import { djangoPackages } from './packages.ts'

const project = fileURLToPath(new URL('./project/', import.meta.url))

// Debian's own, whichever Python comes first in the path.
const python = '/usr/bin/python3'
const gunicorn = '/usr/bin/gunicorn'

/** Twice the cores, as gunicorn's own advice has it: while one thread hashes or waits for the database another can work. */
export const threads = 2 * availableParallelism()
// A worker of several threads keeps connections; 75 s is what proxies are usually set to.
const serving = `--worker-class gthread --workers ${availableParallelism()} --threads ${threads} --keep-alive 75 --worker-tmp-dir /dev/shm`

/** Django REST Framework under gunicorn, with the customers API as its users write it. */
export async function djangoPeer(settings: PeerSettings): Promise<Peer> {
  const versions = await djangoPackages()
  const { folder, remove } = scratchFolder()
  cpSync(project, folder, { recursive: true })
  const environment = { ...peerEnvironment(settings), DJANGO_SETTINGS_MODULE: 'settings', PYTHONPATH: folder }
  const run = (...given: string[]) => runCommand({ command: python, arguments: given, folder, environment })
  await run('-m', 'django', 'makemigrations', 'customers', '--verbosity', '0')
  await run('-m', 'django', 'migrate', '--verbosity', '0')
  return {
    role: 'peer',
    name: 'Django',
    hash: settings.hash === 'argon2id' ? comparedHash : (await run('-m', 'customers.default_hash')).trim(),
    versions,
    api: customersApi,
    start: (port, isReady) =>
      startProcess({
        command: gunicorn,
        arguments: ['wsgi:application', '--bind', `127.0.0.1:${port}`, ...serving.split(' ')],
        environment,
        folder,
        isReady,
      }),
    measureBareHash: (milliseconds) =>
      measureBareProcesses({ command: python, arguments: ['bare_hash.py'], folder, environment }, milliseconds),
    close: async () => remove(),
  }
}
