import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

// An import holds 40 MB at any moment. What it has done with, V8 would leave until there are hundreds.
const mostBytes = 60 * 1_048_576

export interface Collector {
  collectIfWorthIt(): void
  /** Before work of another kind, which needs room of its own. */
  collect(): void
}

/**
 * For work that makes much garbage and has to stay small.
 *
 * @returns what collects what is not needed any more, asked between two pieces of work
 */
export function createCollector(): Collector {
  setFlagsFromString('--expose-gc')
  // What is new stays in little room, which otherwise grows by 100 MB under such a load and never shrinks.
  setFlagsFromString('--semi-space-growth-factor=1')
  const collect = runInNewContext('gc') as () => void
  return {
    collectIfWorthIt() {
      if (getHeapStatistics().used_heap_size > mostBytes) collect()
    },
    collect: () => collect(),
  }
}
