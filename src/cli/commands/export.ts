import { type Command, Option } from 'commander'
import { exampleLines } from './arguments.ts'
import { lazily } from './lazily.ts'

const exportActions = () => import('../export.ts')

const about = `
JSON lines (docs/export-format.md) lose nothing, and patron import takes them: patron import FILE --system patron.
CSV is for spreadsheets. Deleted customers are in neither.`

export function addExportCommand(program: Command): void {
  program
    .command('export')
    .description('write customers to a file: all of a tenant, or everything of one')
    .option('--tenant <name>', "whose customers; absent, the installation's own tenant")
    .option('--customer <name>', 'this one alone, by id, number or e-mail address, with everything that is theirs to know')
    .addOption(new Option('--format <format>', 'how').choices(['json-lines', 'csv']).default('json-lines'))
    .option('--with-hashes', 'password hashes, too, so that customers need no new passwords elsewhere')
    .option('--out <path>', 'the file, or for csv the folder, that is made; absent, JSON lines go to the output')
    .option('--json', 'say what was done for a program')
    .addHelpText('after', about)
    .addHelpText(
      'after',
      exampleLines(
        'patron export --out customers.jsonl --with-hashes',
        'patron export --format csv --out customers',
        'patron export --customer ada@example.com',
      ),
    )
    .action(lazily(exportActions, ({ exportCustomers }) => exportCustomers))
}
