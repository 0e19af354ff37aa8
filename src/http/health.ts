import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

export interface Readiness {
  /** Rejects when requests cannot be served now. */
  check(): Promise<void>
  /** True from the moment the process is asked to stop. */
  isStopping(): boolean
}

// Balancers ask with either.
const method = ['GET', 'HEAD']

/** `/healthz`: the process is alive. `/readyz`: it can serve, which ends before it stops taking requests. */
export function addHealthRoutes(server: FastifyInstance, readiness: Readiness): void {
  server.route({ method, url: '/healthz', handler: async () => ({ status: 'ok' }) })
  const ready = async (request: FastifyRequest, reply: FastifyReply) => {
    if (readiness.isStopping()) return reply.code(503).send({ status: 'stopping' })
    try {
      await readiness.check()
      return { status: 'ready' }
    } catch (error) {
      request.log.warn({ err: error }, 'not ready')
      return reply.code(503).send({ status: 'unavailable' })
    }
  }
  server.route({ method, url: '/readyz', handler: ready })
}
