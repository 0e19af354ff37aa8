#!/usr/bin/env node
// Starts the command line on a Node that can run it: the one at hand, else the one that came with the dependencies.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as modules from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [major, minor] = process.versions.node.split('.').map(Number)
// 22.18: the first release that runs TypeScript as it is.
const isRecent = major > 22 || (major === 22 && minor >= 18)

if (isRecent) {
  keepCompiled()
  const compiled = new URL('../dist/cli/main.js', import.meta.url)
  await import(existsSync(new URL('../src', import.meta.url)) ? '../src/cli/main.ts' : compiled.href)
} else {
  const node = bundledNode()
  if (node === undefined) {
    console.error(
      `Patron needs Node 22.18 or later; this is ${process.version}, and no newer one came with npm ci on this system.`,
    )
    process.exit(1)
  }
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

/**
 * Keeps what was compiled beside the dependencies, for the threads, too: otherwise each of them reads and compiles everything
 * at every start. Where the folder cannot be written, nothing is kept.
 */
function keepCompiled() {
  if (process.env.NODE_COMPILE_CACHE !== undefined) return
  const directory = fileURLToPath(new URL('../node_modules/.cache/patron', import.meta.url))
  const { status } = modules.enableCompileCache(directory)
  if (status === modules.constants.compileCacheStatus.ENABLED) process.env.NODE_COMPILE_CACHE = directory
}

function bundledNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform
  try {
    const manifest = modules.createRequire(import.meta.url).resolve(`node-${system}-${process.arch}/package.json`)
    return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  } catch {
    return undefined
  }
}
