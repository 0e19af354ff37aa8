import { Gauge, type Registry } from 'prom-client'

/** How many connections exist, are idle, and are waited for. */
export type ReadConnections = () => { readonly total: number; readonly idle: number; readonly waiting: number }

/** The pool of database connections, read when the metrics are. */
export function addDatabaseConnections(registry: Registry, read: ReadConnections): void {
  const figures = [
    ['patron_database_connections', 'Open connections to the database, idle ones included.', 'total'],
    ['patron_database_connections_idle', 'Open connections nobody uses.', 'idle'],
    ['patron_database_connections_awaited', 'Requests for a connection that wait until one is free.', 'waiting'],
  ] as const
  for (const [name, help, figure] of figures) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read()[figure])
      },
    })
  }
}
