import type { Command } from 'commander'
import { exampleLines, wholeDays } from './arguments.ts'
import { lazily } from './lazily.ts'

const tenantsActions = () => import('../tenants.ts')

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

export function addTenantCommands(program: Command): void {
  const tenants = program.command('tenants').description('the shops of this installation, declared by a file')
  tenants
    .command('apply')
    .description('make tenants what the file says, all of it or nothing, and say what that changes')
    .argument('<file>')
    .option('--dry-run', 'only say what would be changed')
    .option('--grace-days <days>', 'how long secrets that the file changes are good yet, 0 to 365; absent, 7', wholeDays)
    .addHelpText('after', aboutTenantsFile)
    .addHelpText('after', exampleLines('patron tenants apply tenants.json --dry-run', 'patron tenants apply tenants.json'))
    .action(lazily(tenantsActions, ({ applyTenantsFile }) => applyTenantsFile))
  tenants
    .command('list')
    .description('list the tenants')
    .option('--json', 'print them for a program')
    .addHelpText('after', exampleLines('patron tenants list --json'))
    .action(lazily(tenantsActions, ({ listTenants }) => listTenants))
  tenants
    .command('show')
    .description('show what holds for a tenant, and what of it is usual because the tenant says nothing')
    .argument('<name>')
    .option('--json', 'print it for a program')
    .addHelpText('after', exampleLines('patron tenants show outlet'))
    .action(lazily(tenantsActions, ({ showTenant }) => showTenant))
  tenants
    .command('export')
    .description('print a file that apply takes, of one tenant or all: settings, hosts and keys without their secrets')
    .argument('[name]')
    .addHelpText('after', exampleLines('patron tenants export > tenants.json'))
    .action(lazily(tenantsActions, ({ exportTenants }) => exportTenants))
  tenants
    .command('schema')
    .description('print the JSON Schema of the tenants file, for editors')
    .addHelpText('after', exampleLines('patron tenants schema > tenants.schema.json'))
    .action(lazily(tenantsActions, ({ printTenantsSchema }) => printTenantsSchema))
}
