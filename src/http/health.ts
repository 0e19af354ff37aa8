import type { FastifyInstance } from 'fastify'

export interface Readiness {
  /** Rejects when requests cannot be served now. */
  check(): Promise<void>
  /** True from the moment the process is asked to stop. */
  isStopping(): boolean
}

/** `/healthz`: the process is alive. `/readyz`: it can serve, which ends before it stops taking requests. */
export function addHealthRoutes(server: FastifyInstance, readiness: Readiness): void {
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async (request, reply) => {
    if (readiness.isStopping()) return reply.code(503).send({ status: 'stopping' })
    try {
      await readiness.check()
      return { status: 'ready' }
    } catch (error) {
      request.log.warn({ err: error }, 'not ready')
      return reply.code(503).send({ status: 'unavailable' })
    }
  })
}
