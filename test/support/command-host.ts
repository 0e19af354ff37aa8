/** Does commands as they come from its parent, each as a process of its own would: `commandsOn` in processes.ts forks it. */
const commandLine = new URL('../../src/cli/main.ts', import.meta.url)
const said = { output: '', errors: '' }

process.stdout.write = (text: string | Uint8Array, ...more: unknown[]) => {
  said.output += Buffer.from(text as string).toString()
  const written = more.at(-1)
  if (typeof written === 'function') written()
  return true
}
process.stderr.write = (text: string | Uint8Array) => {
  said.errors += String(text)
  return true
}

let commands = 0

process.on('message', async (args: readonly string[]) => {
  Object.assign(said, { output: '', errors: '' })
  process.exitCode = 0
  process.argv.splice(2, Infinity, ...args)
  commands += 1
  await import(`${commandLine.href}?${commands}`) // evaluated anew, while all that it imports is loaded once
  process.send?.({ code: process.exitCode, ...said })
})
