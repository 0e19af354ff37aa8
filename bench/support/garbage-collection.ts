/** Has a process of Node collect its garbage, all of it, whenever it is asked. */
export interface GarbageCollection {
  collect(): Promise<void>
  close(): void
}

/**
 * @param inspectorPort  where the process, started with `--inspect`, takes the Chrome DevTools Protocol
 * @throws Error when nothing answers there
 * @source https://chromedevtools.github.io/devtools-protocol/v8/HeapProfiler/#method-collectGarbage
 */
export async function garbageCollectionOf(inspectorPort: number): Promise<GarbageCollection> {
  const targets = await fetch(`http://127.0.0.1:${inspectorPort}/json/list`)
  const [target] = (await targets.json()) as readonly { webSocketDebuggerUrl: string }[]
  if (!target) throw new Error(`nothing to inspect at port ${inspectorPort}`)
  const socket = new WebSocket(target.webSocketDebuggerUrl)
  await eventOf(socket, 'open')
  let asked = 0
  return {
    async collect() {
      asked += 1
      const answered = eventOf(socket, 'message')
      socket.send(JSON.stringify({ id: asked, method: 'HeapProfiler.collectGarbage' }))
      const { data } = (await answered) as MessageEvent
      const { id, error } = JSON.parse(String(data)) as { id: number; error?: { message: string } }
      if (id !== asked || error) throw new Error(`no garbage was collected: ${String(data)}`)
    },
    close: () => socket.close(),
  }
}

/** @throws Error when the socket fails or closes first */
function eventOf(socket: WebSocket, name: 'open' | 'message'): Promise<Event> {
  const { promise, resolve, reject } = Promise.withResolvers<Event>()
  const waiting = new AbortController()
  const fail = () => reject(new Error('the inspector went away'))
  socket.addEventListener(name, resolve, { signal: waiting.signal })
  for (const end of ['error', 'close']) socket.addEventListener(end, fail, { signal: waiting.signal })
  return promise.finally(() => waiting.abort())
}
