import { collectDefaultMetrics, Registry } from 'prom-client'

let ofThisProcess: Registry | undefined

/**
 * Processor time, memory, garbage collection and the event loop's lag. They are the process's, so however many servers
 * run in it they are measured once; what measures them ends with the process.
 */
export function addProcessMetrics(registry: Registry): void {
  if (!ofThisProcess) {
    ofThisProcess = new Registry()
    collectDefaultMetrics({ register: ofThisProcess })
  }
  for (const { name } of ofThisProcess.getMetricsAsArray()) {
    const metric = ofThisProcess.getSingleMetric(name)
    if (metric) registry.registerMetric(metric)
  }
}
