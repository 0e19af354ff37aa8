import { type Command, Option } from 'commander'
import type { ImportOptions, ImportSurroundings } from '../import.ts'
import { exampleLines } from './arguments.ts'

const about = `
Passwords come as they are hashed and work at once. Whoever cannot come stands in the rejects file, with line, field and reason;
nothing else stops for them. Interrupted in whatever way, the same command goes on where it was; done once more, it changes
nothing. docs/moving-in.md goes through it step by step.`

// 2,000: a transaction of a part of a second, whose commit costs little beside it.
const usually = async (): Promise<ImportSurroundings> => {
  const { openImportSources } = await import('../../join/import-sources.ts')
  return { openSources: openImportSources, customersAtOnce: 2_000 }
}

/** @param surroundings  otherwise in tests */
export function addImportCommand(program: Command, surroundings: () => Promise<ImportSurroundings> = usually): void {
  program
    .command('import')
    .description('bring customers in from another system, with the passwords they have')
    .argument('<files...>', 'what the other system wrote')
    .option('--tenant <name>', 'whose customers they become', 'default')
    .addOption(
      new Option('--system <system>', 'where the files come from; absent, it is told by their columns').choices([
        'django',
        'bagisto',
        'singula',
        'patron',
      ]),
    )
    .option(
      '--map <ours=theirs>',
      'a column that is named otherwise: [TABLE.]COLUMN=NAME; can be given more than once',
      added,
      [],
    )
    .option('--dry-run', 'only say what would come of it')
    .addOption(
      new Option('--duplicates <policy>', 'which of several customers with one mailbox is taken')
        .choices(['first', 'newest', 'reject'])
        .default('first'),
    )
    .option('--rejects <file>', 'where those who cannot come are written down', 'import-rejects.jsonl')
    .option('--anew', 'forget how far an interrupted import of these files came')
    .option('--json', 'tell everything for a program, an object a line')
    .addHelpText('after', about)
    .addHelpText(
      'after',
      exampleLines(
        'patron import dumpdata.json --dry-run',
        'patron import customers.csv addresses.csv customer_groups.csv --system bagisto',
        'patron import people.csv --system django --map customers.email=mail',
        'patron import customers.jsonl',
      ),
    )
    .action(async (files: readonly string[], options: ImportOptions) => {
      const { importCustomers } = await import('../import.ts')
      await importCustomers(files, options, await surroundings())
    })
}

const added = (text: string, before: readonly string[]): readonly string[] => [...before, text]
