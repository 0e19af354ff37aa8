import { once } from 'node:events'
import { Agent, request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { PersistentClient } from './persistent-client.ts'
import type { Scope } from './scope.ts'
import { getRequest } from './watch.ts'

const betweenLooksMilliseconds = 200
const patienceMilliseconds = 2_000

/** A server behind the balancer. */
interface Node {
  readonly port: number
  readonly agent: Agent
  isReady: boolean
}

/**
 * Hands requests to servers in turn, those whose `/readyz` answered 200 a moment ago, and tries none of them twice: what a
 * server leaves unanswered is answered 502.
 *
 * @returns the port it listens on
 */
export async function startBalancer(scope: Scope, ports: readonly number[]): Promise<number> {
  const nodes: Node[] = ports.map((port) => ({ port, agent: new Agent({ keepAlive: true }), isReady: false }))
  let goesOn = true
  const looking = Promise.all(nodes.map((node) => lookAfter(node, () => goesOn)))
  let turn = 0
  const server = createServer((request, response) => {
    turn += 1
    const ready = nodes.filter(({ isReady }) => isReady)
    passOn(request, response, ready[turn % ready.length])
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.after(async () => {
    goesOn = false
    server.closeAllConnections()
    server.close()
    await looking
    for (const { agent } of nodes) agent.destroy()
  })
  return (server.address() as AddressInfo).port
}

async function lookAfter(node: Node, goesOn: () => boolean): Promise<void> {
  const client = new PersistentClient(node.port, patienceMilliseconds)
  while (goesOn()) {
    node.isReady = (await client.ask(getRequest('/readyz')))?.status === 200
    await sleep(betweenLooksMilliseconds)
  }
  client.close()
}

function passOn(request: IncomingMessage, response: ServerResponse, node: Node | undefined): void {
  const fail = (why: string) => response.writeHead(502, { 'content-length': Buffer.byteLength(why) }).end(why)
  if (!node) {
    fail('no server is ready')
    return
  }
  const { method, url: path, headers } = request
  const asked = ask({ port: node.port, agent: node.agent, method, path, headers }, (answer) => {
    const { connection: _ofThatHop, ...passedOn } = answer.headers
    response.writeHead(answer.statusCode ?? 502, passedOn)
    answer.pipe(response)
  })
  asked.on('error', (error) => fail(error.message))
  request.pipe(asked)
}
