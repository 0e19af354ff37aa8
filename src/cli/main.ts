import { Command, InvalidArgumentError } from 'commander'
import { ConfigurationError } from '../config/config.ts'
import { version } from '../version.ts'
import { doctor } from './doctor.ts'
import { declareExport } from './export.ts'
import { createKey, listKeys, revokeKey, rotateKey } from './keys.ts'
import { migrate } from './migrate.ts'
import { serve } from './serve.ts'
import { applyTenantsFile, exportTenants, listTenants, printTenantsSchema, showTenant } from './tenants.ts'

const furtherHelp = `
Patron is configured by environment variables; docs/configuration.md lists them all.

  patron serve                                    the embedded database in ./data, on http://127.0.0.1:8080
  DATABASE_URL=postgres://… patron serve          your PostgreSQL (set PATRON_SECRET_KEY, too)
  DATABASE_URL=… PATRON_MIGRATION_URL=… patron migrate
                                                  the tables, as the role that owns them
  patron keys create --kind service --name shop   a key for the shop's back end, shown once
  patron keys create --kind storefront --name web a key for the shop's pages, which call the storefront API
  patron tenants apply tenants.json --dry-run     what a file of tenants, their settings and keys would change
  patron export --out customers.jsonl             every customer, to be imported elsewhere
  patron doctor                                   what is wrong, and what this machine can bear

Commands also work while a server runs on the same data folder: it does them itself.`

const program = new Command('patron')
  .description('A customer accounts server for commerce: three published contracts over one core.')
  .version(version)
  .addHelpText('after', furtherHelp)

program.command('serve').description('start the server').action(serve)
program.command('migrate').description('apply pending migrations to the database').action(migrate)
program
  .command('doctor')
  .description('check database, durability, clock and settings, and measure how many sign-ins a second the machine bears')
  .option('--json', 'print the findings for a program')
  .action(doctor)

const ofTenant = ['--tenant <name>', "whose keys; absent, the installation's own tenant"] as const

const keys = program
  .command('keys')
  .description("keys of the shop's back end and of its storefronts, and the key that signs tokens")
keys
  .command('create')
  .description('make a key and show it, once')
  .requiredOption(
    '--kind <kind>',
    "service, for the shop's back end; storefront, for its pages and apps; hmac, for programs that sign their requests",
  )
  .requiredOption('--name <name>', 'which program has it')
  .option('--rate-limit <requests>', 'of a storefront: requests a minute, 1 to 5000 or unlimited; absent, 100', rateLimit)
  .option('--id <id>', 'of one that signs: what it calls itself by; absent, one is made up')
  .option('--scope <scope...>', 'of one that signs: customers:read, customers:write, customers:anonymise; absent, all')
  .option('--allow <addresses>', 'of either: IP addresses and networks it may come from, separated by commas; absent, any')
  .option('--expires-in-days <days>', 'how long it is good; absent, until it is revoked', wholeNumber)
  .option(...ofTenant)
  .action(createKey)
keys
  .command('list')
  .description("list a tenant's keys")
  .option('--json', 'print them for a program')
  .option(...ofTenant)
  .action(listKeys)
keys
  .command('revoke')
  .description('revoke a key at once, on every node')
  .argument('<id>', 'its id, or the public id of one that signs')
  .option(...ofTenant)
  .action(revokeKey)
keys
  .command('rotate')
  .description(
    'put a new key in the place of this one and show it, once, or a new secret in one that signs; without an id, sign tokens with a new key',
  )
  .argument('[id]', 'its id, or the public id of one that signs')
  .option('--grace-days <days>', 'how long the old one is good yet, 0 to 365; absent, 7', wholeNumber)
  .option(...ofTenant)
  .action(rotateKey)

const aboutTenantsFile = `
A tenants file is JSON, in which // comments are allowed:

  {
    "defaults": { "country": "DE", "currencies": ["EUR"] },
    "tenants": {
      "default": { "hosts": ["accounts.shop.example"] },
      "outlet": { "passwordMinScore": 3, "keys": [{ "kind": "hmac", "id": "outlet-crm", "secret": "…" }] }
    }
  }

Tenants and keys that it does not name are left alone. docs/operations.md#tenants tells more, patron tenants schema all of it.`

const tenants = program.command('tenants').description('the shops of this installation, declared by a file')
tenants
  .command('apply')
  .description('make tenants what the file says, all of it or nothing, and say what that changes')
  .argument('<file>')
  .option('--dry-run', 'only say what would be changed')
  .option('--grace-days <days>', 'how long secrets that the file changes are good yet, 0 to 365; absent, 7', wholeNumber)
  .addHelpText('after', aboutTenantsFile)
  .action(applyTenantsFile)
tenants.command('list').description('list the tenants').option('--json', 'print them for a program').action(listTenants)
tenants
  .command('show')
  .description('show what holds for a tenant, and what of it is usual because the tenant says nothing')
  .argument('<name>')
  .option('--json', 'print it for a program')
  .action(showTenant)
tenants
  .command('export')
  .description('print a file that apply takes, of one tenant or all: settings, hosts and keys without their secrets')
  .argument('[name]')
  .action(exportTenants)
tenants.command('schema').description('print the JSON Schema of the tenants file, for editors').action(printTenantsSchema)

declareExport(program)

/** What is no number would otherwise be passed over, and the key not expire. */
function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('A whole number of days is needed.')
  return Number(text)
}

function rateLimit(text: string): number | 'unlimited' {
  if (text === 'unlimited') return text
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('A whole number of requests a minute is needed, or unlimited.')
  return Number(text)
}

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  // 78: EX_CONFIG of sysexits.h, so that a supervisor can tell a wrong setting from a crash.
  process.exitCode = error instanceof ConfigurationError ? 78 : 1
}
