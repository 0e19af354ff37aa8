import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** A system that is asked over HTTP and may be out of order. */
export interface OldSystem {
  readonly url: string
  /** The paths it was asked for, in order. */
  readonly asked: string[]
  isDown: boolean
  /** Answers nobody before so many have asked; 0: at once. */
  gathers: number
  stop(): Promise<void>
}

/** Stands before a running server, and says what a proxy says when that is down. */
export async function startOldSystem(t: Pick<TestContext, 'after'>, target: string): Promise<OldSystem> {
  const asked: string[] = []
  let waiting: (() => void)[] = []
  const server = createServer(async (request, response) => {
    asked.push(request.url ?? '')
    const body = await bodyOf(request)
    if (system.gathers > 0) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        if (waiting.length < system.gathers) return
        for (const goOn of waiting) goOn()
        waiting = []
        system.gathers = 0
      })
    }
    if (system.isDown) {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>')
      return
    }
    const { method = 'GET', headers } = request
    const { host: _host, connection: _connection, 'content-length': _length, ...sent } = headers
    const answer = await fetch(new URL(request.url ?? '/', target), {
      method,
      headers: sent as Record<string, string>,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    })
    const type = answer.headers.get('content-type') ?? 'text/plain'
    response.writeHead(answer.status, { 'content-type': type }).end(await answer.text())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const system: OldSystem = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    isDown: false,
    gathers: 0,
    stop,
  }
  t.after(stop)
  return system
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
