/** Long enough for several requests to come meanwhile, and a tenth of what a read may take in a storm. */
const restMilliseconds = 5

/** A word that nobody ever changes: to wait until it changes is to sleep, with the whole thread. */
const unchanging = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))

const sleep = () => void Atomics.wait(unchanging, 0, 0, restMilliseconds)

/**
 * While people are refused because every processor is busy with hashes, what comes is taken together, as a network card gathers
 * packets before it interrupts: alone, each request takes a processor from a hash and finds its caches overwritten, which costs
 * it twice as much, and the hash some more (docs/decisions/0052).
 *
 * @param rest  keeps this thread from anything else for a while
 * @returns to be called at each such refusal: as soon as a turn of the event loop brings no other, it rests
 */
export function restBetweenTurns(rest: () => void = sleep): () => void {
  let refusals = 0
  let isDue = false
  const restOnceQuiet = (before: number) => {
    // A turn takes one new connection; whoever had to wait for several rests would wait too long.
    if (refusals > before) {
      setImmediate(restOnceQuiet, refusals)
      return
    }
    isDue = false
    rest()
  }
  return () => {
    if (!isDue) setImmediate(restOnceQuiet, refusals)
    isDue = true
    refusals += 1
  }
}
