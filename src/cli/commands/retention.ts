import type { Command } from 'commander'
import { asJson, exampleLines } from './arguments.ts'
import { lazily } from './lazily.ts'

const retentionActions = () => import('../retention.ts')

export function addRetentionCommand(program: Command): void {
  program
    .command('retention')
    .description('say what has outlived its time and would go now, by tenant; --apply removes it at once')
    .option('--apply', 'remove it')
    .option(...asJson)
    .addHelpText('after', exampleLines('patron retention', 'patron retention --apply --json'))
    .action(lazily(retentionActions, ({ retain }) => retain))
}
