import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import type { Command } from 'commander'
import { completionOf, shells } from '../../src/cli/completion.ts'
import { createProgram } from '../../src/cli/program.ts'

/** The commands that do something, each with those above it. */
const leaves = (command: Command, above: readonly string[] = []): readonly (readonly [string, Command])[] =>
  command.commands.length === 0
    ? [[above.join(' '), command]]
    : command.commands.flatMap((below) => leaves(below, [...above, below.name()]))

/** What bash offers for the last of the words. */
function offered(...words: readonly string[]): readonly string[] {
  const asked = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _patron; printf '%s\\n' "\${COMPREPLY[@]}"`
  const script = `${completionOf(createProgram(), 'bash')}\n${asked}`
  return execFileSync('bash', ['-c', script, 'bash', 'patron', ...words], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
}

test('bash completes commands, those below them, and options', () => {
  assert.deepEqual(offered('cust'), ['customers'])
  assert.deepEqual(offered('customers', 're'), ['reinstate', 'reset-password'])
  assert.deepEqual(offered('customers', 'erase', 'ada@example.com', '--y'), ['--yes'])
  assert.deepEqual(offered('events', 'tail', '--type', 'customers', '--fol'), ['--follow'])
  assert.deepEqual(offered('born'), [])
})

for (const shell of shells) {
  test(`the script for ${shell} knows every command and each of its options`, () => {
    const script = completionOf(createProgram(), shell)
    for (const [name, command] of leaves(createProgram())) {
      assert.ok(script.includes(`' ${name}'`), name)
      const missing = command.options.filter(
        ({ long }) => !script.includes(shell === 'fish' ? ` -l ${long?.slice(2)} ` : `${long}`),
      )
      assert.deepEqual(missing, [], name)
    }
  })
}

test('every command says what it is for and shows how it is called', () => {
  for (const [name, command] of leaves(createProgram())) {
    const told: string[] = []
    command.configureOutput({ writeOut: (text) => told.push(text) }).outputHelp()
    const [, ...behindUsage] = told.join('').split('\n')
    assert.ok(
      behindUsage.some((line) => line.includes(`patron ${name}`)),
      name,
    )
    assert.ok(command.description().length > 0, name)
  }
})
