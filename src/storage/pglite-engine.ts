import { setFlagsFromString } from 'node:v8'
import type { PGlite, protocol } from '@electric-sql/pglite'
import type { Connection, Engine } from './engine.ts'
import { type MessageCarrier, type Prepared, StatementBatch } from './statement-batch.ts'

// Of the 128 MB it would reserve and fill with zeros at each start, what a small shop has in use at once.
const sharedBuffers = ['-c', 'shared_buffers=32MB']

// Freeing WebAssembly code that better code has replaced now and then fails a check of V8's own and ends the process
// (nodejs/node#64500). It is a few megabytes; they are kept.
setFlagsFromString('--no-wasm-code-gc')
setFlagsFromString('--no-flush-liftoff-code')

/**
 * Opens the embedded database in `folder`, making it when it is not there.
 *
 * It is PostgreSQL in this process and has one connection, handed to one user at a time in the order they ask.
 * It survives a killed process, but it never syncs to the disk, so not a power cut.
 */
export async function createPgliteEngine(folder: string): Promise<Engine> {
  const pglite = await import('@electric-sql/pglite') // 7 MB that a server on PostgreSQL does without
  const startParams = [...pglite.PGlite.defaultStartParams, ...sharedBuffers]
  const database = await pglite.PGlite.create(folder, { startParams })
  const embedded: Embedded = { database, wire: pglite.protocol, prepared: new Map() }
  let waiting = 0
  let free: Promise<void> = Promise.resolve()
  return {
    name: 'pglite',
    async connect() {
      const turn = free
      const { promise, resolve } = Promise.withResolvers<void>()
      free = turn.then(() => promise)
      waiting += 1
      await turn
      waiting -= 1
      return pgliteConnection(embedded, resolve)
    },
    figures: () => ({ total: 1, idle: 0, waiting }),
    close: async () => {
      await free
      await database.close()
    },
  }
}

/** PGlite's own writer and reader of PostgreSQL's messages. */
type Wire = Pick<typeof protocol, 'serialize' | 'messages'>

interface Embedded {
  readonly database: PGlite
  readonly wire: Wire
  readonly prepared: Map<string, Prepared>
}

function pgliteConnection({ database, wire, prepared }: Embedded, giveBack: () => void): Connection {
  return {
    async script(sql) {
      await database.exec(sql)
    },
    async batch(statements) {
      const batch = new StatementBatch(statements, prepared)
      const train = new MessageTrain(wire)
      batch.writeTo(train)
      const { messages } = await database.execProtocol(Buffer.concat(train.messages), { throwOnError: false })
      for (const message of messages) handOn(message, batch, wire)
      return batch.answer
    },
    async copyIn(sql, rows) {
      const { query, copyData, copyDone } = wire.serialize
      await database.execProtocol(Buffer.concat([query(sql), copyData(new Uint8Array(rows).buffer), copyDone()]))
    },
    // There is no other connection to take instead of a broken one, so it is cleaned.
    release: (broken) => void (broken ? database.exec('rollback').finally(giveBack) : giveBack()),
  }
}

/** Messages in the order they were given, as bytes: each handed over alone would cost as much as what it asks for. */
class MessageTrain implements MessageCarrier {
  readonly messages: Uint8Array[] = []
  readonly #serialize: Wire['serialize']

  constructor({ serialize }: Wire) {
    this.#serialize = serialize
  }

  parse({ name, text }: Parameters<MessageCarrier['parse']>[0]): void {
    this.messages.push(this.#serialize.parse({ name, text }))
  }

  bind(config: Parameters<MessageCarrier['bind']>[0]): void {
    this.messages.push(this.#serialize.bind(config))
  }

  describe(message: Parameters<MessageCarrier['describe']>[0]): void {
    this.messages.push(this.#serialize.describe(message))
  }

  execute(): void {
    this.messages.push(this.#serialize.execute())
  }

  sync(): void {
    this.messages.push(this.#serialize.sync())
  }
}

type Answered = Awaited<ReturnType<PGlite['execProtocol']>>['messages'][number]

/** As node-postgres does with what a server sends. */
function handOn(message: Answered, batch: StatementBatch, { messages }: Wire): void {
  if (message instanceof messages.DatabaseError) batch.handleError(message)
  else if (message instanceof messages.RowDescriptionMessage) batch.handleRowDescription(message)
  else if (message instanceof messages.DataRowMessage) batch.handleDataRow(message)
  else if (message.name === 'commandComplete') batch.handleCommandComplete()
  else if (message.name === 'emptyQuery') batch.handleEmptyQuery()
  else if (message.name === 'readyForQuery') batch.handleReadyForQuery()
}
