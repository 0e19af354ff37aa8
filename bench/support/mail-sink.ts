import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A mail server that takes every mail, in a process of its own: whoever measures is not to be kept from it. */
export interface MailSink {
  readonly port: number
  close(): void
}

export async function startMailSink(): Promise<MailSink> {
  const child = fork(fileURLToPath(new URL('./mail-sink-process.ts', import.meta.url)))
  const [port] = await once(child, 'message')
  return { port: Number(port), close: () => child.disconnect() }
}
