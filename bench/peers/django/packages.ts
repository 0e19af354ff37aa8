import { runCommand } from '../../support/run-command.ts'

const packages = [
  'gunicorn',
  'python3-argon2',
  'python3-django',
  'python3-djangorestframework',
  'python3-djangorestframework-simplejwt',
  'python3-psycopg2',
]

/**
 * Sees to it that Debian's packages of Django are here; root has those that are missing installed.
 *
 * @returns each with its version
 * @throws Error that names what is missing when they cannot be installed
 */
export async function djangoPackages(): Promise<readonly string[]> {
  const missing = (await installed()).missing
  if (missing.length > 0) await install(missing)
  const after = await installed()
  if (after.missing.length > 0) throw new Error(`still missing after the installation: ${after.missing.join(' ')}`)
  return after.present
}

/** One after the other: dpkg-query of several fails as a whole when one is not there. */
async function installed(): Promise<{ present: readonly string[]; missing: readonly string[] }> {
  const versions = await Promise.all(packages.map(async (name) => ({ name, version: await versionOf(name) })))
  return {
    present: versions.filter(({ version }) => version !== '').map(({ name, version }) => `${name} ${version}`),
    missing: versions.filter(({ version }) => version === '').map(({ name }) => name),
  }
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: these are dpkg-query's own
const format = '${db:Status-Status} ${Version}'

async function versionOf(name: string): Promise<string> {
  const told = await runCommand({ command: 'dpkg-query', arguments: ['--show', '--showformat', format, name] }).catch(() => '')
  return told.startsWith('installed ') ? told.slice('installed '.length) : ''
}

async function install(names: readonly string[]): Promise<void> {
  const command = `apt-get install -y --no-install-recommends ${names.join(' ')}`
  if (process.getuid?.() !== 0)
    throw new Error(`Django is measured from Debian's packages, and some are missing. As root: ${command}`)
  process.stderr.write(`${command}\n`)
  const [program = '', ...given] = command.split(' ')
  await runCommand({ command: program, arguments: given, environment: { DEBIAN_FRONTEND: 'noninteractive' } })
}
