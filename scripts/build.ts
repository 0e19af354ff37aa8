/**
 * Makes what an installed Patron runs: `npm run build` puts it into dist/ in place of what was there, or into a folder it is told.
 *
 * A server consists of some 2,000 modules, and finding so many takes longer than running them; so the most of them come in few
 * files (docs/decisions/0051). What is native, brings files of its own or is loaded only when needed stays where npm put it.
 */
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join, posix, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Plugin, rolldown } from 'rolldown'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'src')
const usual = join(root, 'dist')
const target = resolve(process.argv[2] ?? usual)

/** The command, and what is started as a thread. */
const entries = ['cli/main', 'adapters/hashing/hash-worker', 'adapters/passwords/score-worker']
/** Those of many modules that every start needs. */
const bundled = new Set(['fastify', 'graphql', 'kysely', 'prom-client', 'typebox'])

const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object }
const left = Object.keys(dependencies).filter((name) => !bundled.has(name))
const isLeft = (id: string): boolean => left.some((name) => id === name || id.startsWith(`${name}/`))

/** A module looks for files where it stands itself; in a file with others it still believes to stand where its source does. */
const ownPlaces: Plugin = {
  name: 'own-places',
  transform: (code, id) =>
    id.startsWith(source) && code.includes('import.meta.url')
      ? code.replaceAll('import.meta.url', `import.meta.placeOf(${JSON.stringify(placeOf(id))})`)
      : null,
  renderChunk: (code, { fileName }) => {
    const up = posix.relative(posix.dirname(fileName), '.') || '.'
    return code.replaceAll(/import\.meta\.placeOf\("(.+?)"\)/g, `new URL("${up}/$1", import.meta.url).href`)
  },
}

const placeOf = (id: string): string => relative(source, id).replaceAll(sep, '/').replace(/\.ts$/, '.js')

if (target === usual) rmSync(usual, { recursive: true, force: true })
const build = await rolldown({
  cwd: root,
  input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
  platform: 'node',
  external: isLeft,
  plugins: [ownPlaces],
})
await build.write({ dir: target, chunkFileNames: 'chunks/[name]-[hash].js' })
await build.close()
cpSync(join(source, 'storage/migrations'), join(target, 'storage/migrations'), { recursive: true })
