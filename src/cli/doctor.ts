import { createHashPool } from '../adapters/hashing/hash-pool.ts'
import { readConfig, unknownVariables } from '../config/config.ts'
import { examine } from '../control/doctor.ts'
import type { Finding } from '../control/finding.ts'
import { askRunningServer } from '../control/socket-client.ts'
import { hashPoolOptions, measureSpeed } from '../join/hashing.ts'
import { openDatabase } from '../join/open-database.ts'

const marks = { good: 'good', doubtful: 'note', bad: 'BAD ' } as const

/** Prints what the doctor found, in a running server if there is one. Exit code 1 when something is bad. */
export async function doctor({ json }: { json?: boolean }): Promise<void> {
  const findings = await findingsOf()
  const lines = findings.map(({ subject, state, text }) => `${marks[state]}  ${subject.padEnd(10)}  ${text}`)
  process.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : `${lines.join('\n')}\n`)
  if (findings.some(({ state }) => state === 'bad')) process.exitCode = 1
}

async function findingsOf(): Promise<readonly Finding[]> {
  const config = readConfig(process.env)
  const running = await askRunningServer(config.dataDir, 'doctor')
  if (running) {
    const node: Finding = { subject: 'server', state: 'good', text: 'runs; it looked at these itself' }
    return [node, ...(running.result as Finding[])]
  }
  const engine = await openDatabase(config, () => {})
  const hashing = createHashPool(hashPoolOptions(config))
  try {
    return await examine({
      engine,
      config,
      unknownVariables: unknownVariables(process.env),
      secretNamed: (variable) => process.env[variable],
      measureHashSpeed: () => measureSpeed(config),
      millisecondsOf: (scheme) => hashing.millisecondsOf(scheme),
    })
  } finally {
    await hashing.close()
    await engine.close()
  }
}
