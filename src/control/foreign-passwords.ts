import { foreignThreads } from '../adapters/hashing/hash-pool.ts'
import type { Config } from '../config/config.ts'
import type { Engine } from '../storage/engine.ts'
import { countForeignSchemes } from '../storage/logins.ts'
import type { Finding } from './finding.ts'

export interface ForeignPasswordDeps {
  readonly engine: Engine
  readonly config: Pick<Config, 'hashWorkers'>
  millisecondsOf(scheme: string): Promise<number>
}

/** How many passwords still wait to be hashed anew at their next sign-in, and how many of these a second the machine bears. */
export async function examineForeignPasswords(deps: ForeignPasswordDeps): Promise<readonly Finding[]> {
  const counts = await countForeignSchemes(deps.engine)
  const threads = foreignThreads(deps.config.hashWorkers)
  return Promise.all(
    counts.map(async ({ scheme, count }): Promise<Finding> => {
      const milliseconds = await deps.millisecondsOf(scheme)
      const perSecond = ((threads * 1000) / milliseconds).toFixed(1)
      const cost = `${milliseconds.toFixed(0)} ms each: at most ${perSecond} sign-ins a second of theirs`
      return { subject: 'passwords', state: 'good', text: `${count} are still hashed by ${scheme}, ${cost}` }
    }),
  )
}
