import { syncBuiltinESMExports } from 'node:module'
import threads, { type WorkerOptions } from 'node:worker_threads'

// Loaded into a server before it starts (`--import`): at SIGUSR2 it goes wrong in every way in which a library might at any time.

const running = new Set<threads.Worker>()

threads.Worker = class extends threads.Worker {
  constructor(script: string | URL, options?: WorkerOptions) {
    super(script, options)
    running.add(this)
    this.once('exit', () => running.delete(this))
  }
}
syncBuiltinESMExports()

process.on('SIGUSR2', () => {
  Promise.reject(new Error('a promise that nobody looks at'))
  setTimeout(() => {
    throw new Error('an exception that nobody catches')
  })
  for (const thread of running) thread.terminate()
})
