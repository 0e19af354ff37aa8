import { Gauge, type Registry } from 'prom-client'

/** Which Patron this is, as a label beside a 1 that can be multiplied with anything. */
export function addBuildInfo(registry: Registry, version: string): void {
  new Gauge({
    name: 'patron_build_info',
    help: 'Always 1; the label says which version runs.',
    labelNames: ['version'],
    registers: [registry],
  }).set({ version }, 1)
}
