import { execFileSync } from 'node:child_process'
import { cpSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratchFolder } from './scratch-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Patron as npm installs it from its package, built from this source: without the source, and beside its dependencies. */
export function installPackage(): { program: string; remove: () => void } {
  const { folder, remove } = scratchFolder()
  execFileSync(process.execPath, [join(root, 'scripts/build.ts'), join(folder, 'dist')])
  for (const name of ['bin', 'assets', 'package.json']) cpSync(join(root, name), join(folder, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  return { program: join(folder, 'bin/patron.js'), remove }
}
