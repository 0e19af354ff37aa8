import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import { test } from 'node:test'

const source = join(import.meta.dirname, '../src')
const features = [
  ...'tenants outbox idempotency limits credentials consents addresses customers devices sessions recovery'.split(' '),
  ...'account data-requests purchases erasure retention disclosure registration migration statistics'.split(' '),
]
const isPackage = (target: string): boolean => target.startsWith('package:')
const below = (target: string, ...starts: readonly string[]): boolean => starts.some((start) => target.startsWith(start))

/** What a file may import, by its folder: the target is a path below src/, or `package:` and what npm or Node calls it. */
const rules: Readonly<Record<string, (target: string, file: string) => boolean>> = {
  violations: () => false,
  markup: () => false,
  schemas: isPackage,
  core: (target, file) => below(target, 'violations/', ...featuresFor(file)),
  dialects: (target, file) =>
    isPackage(target) || below(target, 'core/', 'violations/', 'markup/', 'schemas/', dialectOf(file)) || isShared(target),
  storage: (target) => isPackage(target) || below(target, 'core/', 'violations/', 'storage/'),
  adapters: (target) => isPackage(target) || below(target, 'core/', 'violations/', 'markup/', 'adapters/'),
  http: (target) => isPackage(target) || below(target, 'core/', 'violations/', 'markup/', 'dialects/dialect.ts', 'http/'),
  pages: (target) => isPackage(target) || below(target, 'core/', 'violations/', 'markup/', 'dialects/dialect.ts', 'pages/'),
  development: (target) =>
    isPackage(target) ||
    below(target, 'violations/', 'markup/', 'dialects/dialect.ts', 'pages/style.ts', 'pages/inline-style.ts', 'development/'),
  formats: (target) => isPackage(target) || below(target, 'core/', 'violations/', 'schemas/', 'formats/'),
  config: (target) => isPackage(target) || below(target, 'config/'),
  control: (target) =>
    isPackage(target) ||
    below(target, 'core/', 'violations/', 'schemas/', 'config/', 'storage/', 'adapters/', 'formats/', 'control/'),
  cli: (target) =>
    isPackage(target) ||
    !target.includes('/') ||
    below(target, 'config/', 'control/', 'adapters/', 'cli/', 'join/', '../package.json'),
  // What joins the parts knows all of them but the command line; only `main.ts` knows what is joined.
  join: (target) => target === 'version.ts' || (target !== 'main.ts' && !below(target, 'cli/', 'http/server')),
  '': (target) => !below(target, 'cli/'),
}

/** The core folders a feature may look into: its own and those named before it. */
function featuresFor(file: string): readonly string[] {
  const [, feature = ''] = file.split('/')
  return features.slice(0, features.indexOf(feature) + 1).map((name) => `core/${name}/`)
}

/** A dialect's own folder; the port all of them fill belongs to none. */
const dialectOf = (file: string): string =>
  isShared(file) ? 'dialects/dialect.ts' : `${posix.dirname(file).split('/', 2).join('/')}/`

/** What all dialects share stands beside their folders: the port they fill, and what is no contract's own. */
const isShared = (target: string): boolean => /^dialects\/[^/]+$/.test(target)

/** Names every import of the file that points where it must not. */
function forbiddenImports(file: string, text: string): readonly string[] {
  const folder = file.includes('/') ? (file.split('/')[0] ?? '') : ''
  const rule = rules[folder]
  if (!rule) return [`src/${folder}/ has no rule in test/architecture.test.ts`]
  return importedBy(text)
    .map((name) => (name.startsWith('.') ? posix.join(posix.dirname(file), name) : `package:${name}`))
    .filter((target) => !rule(target, file))
    .map((target) => `src/${file} must not import ${target}`)
}

/** `import … from`, `export … from`, `import '…'` and `import('…')`, types included. */
const importedBy = (text: string): readonly string[] =>
  [...text.matchAll(/(?:^|[;}\s])(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, name = '']) => name)

test('imports point inward: edge to core to violations, features and dialects apart', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.[cm]?[jt]s$/.test(file))
  assert.ok(files.length > 50)
  const paths = files.map((file) => relative(source, join(source, file)).replaceAll('\\', '/'))
  assert.deepEqual(
    paths.flatMap((file) => forbiddenImports(file, readFileSync(join(source, file), 'utf8'))),
    [],
  )
})

const planted: readonly [file: string, line: string][] = [
  ['violations/violation.ts', "import type { Customer } from '../core/customers/customer.ts'"],
  ['core/customers/slug.ts', "import { createHash } from 'node:crypto'"],
  ['core/customers/slug.ts', "const { v7 } = await import('uuid')"],
  ['core/customers/slug.ts', "import {\n  database,\n} from '../../storage/schema.ts'"],
  ['core/customers/customer.ts', "import type { Draft } from '../registration/draft.ts'"],
  ['core/customers/customer.ts', "import type { Session } from '../sessions/session.ts'"],
  ['core/account/change-state.ts', "import type { Purchase } from '../purchases/purchase.ts'"],
  ['core/limits/limit.ts', "export { keep } from '../credentials/credential.ts'"],
  ['core/wishes/wish.ts', "import { slugStem } from '../customers/slug.ts'"],
  ['dialects/django/routes.ts', "import { wireName } from '../bagisto/contract.ts'"],
  ['dialects/django/body/read-body.ts', "import { wireName } from '../../bagisto/contract.ts'"],
  ['dialects/django/routes.ts', "import { claimStore } from '../../storage/claims.ts'"],
  ['dialects/django/routes.ts', "import '../../adapters/log/logger.ts'"],
  ['dialects/django/routes.ts', "import { createServer } from '../../http/server.ts'"],
  ['dialects/dialect.ts', "import { wireName } from './django/contract.ts'"],
  ['storage/claims.ts', "import { createKeyring } from '../adapters/secrets/keyring.ts'"],
  ['adapters/log/logger.ts', "import type { Engine } from '../../storage/engine.ts'"],
  ['http/server.ts', "import { createDjangoDialect } from '../dialects/django/routes.ts'"],
  ['development/inbox.ts', "import { createCaughtMails } from '../adapters/mail/caught-mails.ts'"],
  ['config/config.ts', "import { database } from '../storage/schema.ts'"],
  ['control/doctor.ts', "import { startPatron } from '../main.ts'"],
  ['cli/serve.ts', "import { claimStore } from '../storage/claims.ts'"],
  ['main.ts', "import { serve } from './cli/serve.ts'"],
]
for (const [file, line] of planted) {
  test(`a planted import is found: ${file} with ${line.replaceAll('\n', '')}`, () => {
    const found = forbiddenImports(file, `import type { Violation } from './nothing-wrong-here.ts'\n${line}\n`)
    assert.ok(found.some((sentence) => sentence.startsWith(`src/${file} must not import `)))
  })
}

test('a new top folder needs a rule of its own, and what a file may import is not named', () => {
  assert.deepEqual(forbiddenImports('wishes/wish.ts', ''), ['src/wishes/ has no rule in test/architecture.test.ts'])
  assert.deepEqual(
    forbiddenImports('storage/claims.ts', "import { sql } from 'kysely'\nimport type { Engine } from './engine.ts'"),
    [],
  )
})
