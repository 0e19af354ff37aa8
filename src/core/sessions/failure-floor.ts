/** What a failed sign-in must not be quicker than, in milliseconds. */
export interface FailureFloor {
  milliseconds(): Promise<number>
}

export interface FailureFloorDeps {
  /** The schemes, other than the own one, by which passwords of the tenant are still hashed. */
  foreignSchemes(): Promise<readonly string[]>
  /** What verifying one takes on this machine. */
  millisecondsOf(scheme: string): Promise<number>
  now(): Date
  /** The slowest of the last refusals that another system was asked for first; absent: none is asked. */
  slowestRefusal?: (() => number) | undefined
}

// Imports and upgrades change the schemes slowly, and every failed sign-in asks.
const rememberedMilliseconds = 60_000

// A verification on a busy machine takes longer than the one measured; most stay below this.
const margin = 1.5

/**
 * While passwords hashed elsewhere remain, a wrong password for such an account takes as long as that hash, and one for
 * an unknown account as long as ours. So no failure answers before the slowest scheme present would have, nor before a system
 * that is asked about unknown accounts would have answered.
 *
 * @source docs/decisions/0017, docs/decisions/0049
 */
export function createFailureFloor(deps: FailureFloorDeps): FailureFloor {
  let remembered: Promise<number> | undefined
  let until = 0
  const measure = async () => {
    const each = await Promise.all((await deps.foreignSchemes()).map((scheme) => deps.millisecondsOf(scheme)))
    return Math.max(0, ...each) * margin
  }
  const ofForeign = () => {
    const now = deps.now().getTime()
    if (remembered && now < until) return remembered
    until = now + rememberedMilliseconds
    remembered = measure()
    // A look-up that failed is told to whoever asked; the next one asks again.
    remembered.catch(() => {
      remembered = undefined
    })
    return remembered
  }
  return {
    async milliseconds() {
      const slowest = deps.slowestRefusal?.() ?? 0
      return Math.max(await ofForeign(), slowest)
    },
  }
}
