import { Gauge, type Registry } from 'prom-client'

export interface SignInCapacity {
  /** Hashes made at the same time. */
  readonly workers: number
  /** What one hash takes now, by the clock. */
  averageMilliseconds(): number
  /** Hashes a second of late. */
  hashesPerSecond(): number
}

/** How many more hashes a second could be made now; never below 0. */
export const signInsPossible = ({ workers, averageMilliseconds, hashesPerSecond }: SignInCapacity): number =>
  Math.max(0, workers / (averageMilliseconds() / 1000) - hashesPerSecond())

/** A sign-in costs one hash, so this says how far the server is from refusing some. */
export function addSignInCapacity(registry: Registry, capacity: SignInCapacity): void {
  new Gauge({
    name: 'patron_hash_workers',
    help: 'Hashes that can be made at the same time.',
    registers: [registry],
  }).set(capacity.workers)
  new Gauge({
    name: 'patron_sign_ins_possible_per_second',
    help: 'How many more hashes a second could be made now: patron_hash_workers / patron_hash_average_seconds - hashes a second over the last ten whole seconds, never below 0.',
    registers: [registry],
    collect() {
      this.set(signInsPossible(capacity))
    },
  })
}
