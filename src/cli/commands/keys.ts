import { type Command, InvalidArgumentError } from 'commander'
import { exampleLines, wholeDays } from './arguments.ts'
import { lazily } from './lazily.ts'

const keysActions = () => import('../keys.ts')

const ofTenant = ['--tenant <name>', "whose keys; absent, the installation's own tenant"] as const

export function addKeyCommands(program: Command): void {
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
    .option('--expires-in-days <days>', 'how long it is good; absent, until it is revoked', wholeDays)
    .option(...ofTenant)
    .addHelpText(
      'after',
      exampleLines(
        'patron keys create --kind service --name shop',
        'patron keys create --kind storefront --name web --rate-limit 600',
        'patron keys create --kind hmac --name CRM --scope customers:read --allow 10.0.0.0/8',
      ),
    )
    .action(lazily(keysActions, ({ createKey }) => createKey))
  keys
    .command('list')
    .description("list a tenant's keys")
    .option('--json', 'print them for a program')
    .option(...ofTenant)
    .addHelpText('after', exampleLines('patron keys list --tenant outlet --json'))
    .action(lazily(keysActions, ({ listKeys }) => listKeys))
  keys
    .command('revoke')
    .description('revoke a key at once, on every node')
    .argument('<id>', 'its id, or the public id of one that signs')
    .option(...ofTenant)
    .addHelpText('after', exampleLines('patron keys revoke outlet-crm --tenant outlet'))
    .action(lazily(keysActions, ({ revokeKey }) => revokeKey))
  keys
    .command('rotate')
    .description(
      'put a new key in the place of this one and show it, once, or a new secret in one that signs; without an id, sign tokens with a new key',
    )
    .argument('[id]', 'its id, or the public id of one that signs')
    .option('--grace-days <days>', 'how long the old one is good yet, 0 to 365; absent, 7', wholeDays)
    .option(...ofTenant)
    .addHelpText('after', exampleLines('patron keys rotate', 'patron keys rotate outlet-crm --grace-days 14 --tenant outlet'))
    .action(lazily(keysActions, ({ rotateKey }) => rotateKey))
}

function rateLimit(text: string): number | 'unlimited' {
  if (text === 'unlimited') return text
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('A whole number of requests a minute is needed, or unlimited.')
  return Number(text)
}
