import type { Command } from 'commander'
import { asJson, exampleLines, ofTenant, wholeNumberOf } from './arguments.ts'
import { lazily } from './lazily.ts'

const customersActions = () => import('../customers.ts')

const named = ['<customer>', 'by id, number, address or username'] as const

export function addCustomerCommands(program: Command): void {
  const customers = program.command('customers').description('look after customers: find, show, suspend, erase, sign out')
  const about = (name: string, description: string) =>
    customers
      .command(name)
      .description(description)
      .option(...asJson)
      .option(...ofTenant)
  about('find', 'list customers by id, number, or the beginning of an address, username or name')
    .argument('<text>', 'in whatever case')
    .option('--limit <count>', 'at most so many, 1 to 100; absent, 20', wholeNumberOf('customers'))
    .addHelpText('after', exampleLines('patron customers find ada@', 'patron customers find lovelace --tenant outlet --json'))
    .action(lazily(customersActions, ({ findCustomers }) => findCustomers))
  about('show', 'show what is kept of a customer, in short and without secrets')
    .argument(...named)
    .addHelpText('after', exampleLines('patron customers show ada@shop.example', 'patron customers show 1042 --json'))
    .action(lazily(customersActions, ({ showCustomer }) => showCustomer))
  about('suspend', 'keep a customer from signing in, and end their sessions')
    .argument(...named)
    .addHelpText('after', exampleLines('patron customers suspend 1042'))
    .action(lazily(customersActions, ({ suspendCustomer }) => suspendCustomer))
  about('reinstate', 'let a suspended or deactivated customer sign in again')
    .argument(...named)
    .addHelpText('after', exampleLines('patron customers reinstate 1042'))
    .action(lazily(customersActions, ({ reinstateCustomer }) => reinstateCustomer))
  about('erase', 'erase a customer for good; asks for their address to be typed')
    .argument(...named)
    .option('-y, --yes', 'do it unasked')
    .addHelpText('after', exampleLines('patron customers erase ada@shop.example', 'patron customers erase 1042 --yes --json'))
    .action(lazily(customersActions, ({ eraseCustomer }) => eraseCustomer))
  about('sessions', "list a customer's sessions, newest first; end one or all of them")
    .argument(...named)
    .option('--end <id>', 'end this one first')
    .option('--end-all', 'end all of them first')
    .addHelpText('after', exampleLines('patron customers sessions 1042', 'patron customers sessions 1042 --end-all'))
    .action(lazily(customersActions, ({ customerSessions }) => customerSessions))
  about('reset-password', 'send a customer the mail by which they choose a new password; it never sets or shows one')
    .argument(...named)
    .addHelpText('after', exampleLines('patron customers reset-password ada@shop.example'))
    .action(lazily(customersActions, ({ resetPassword }) => resetPassword))
}
