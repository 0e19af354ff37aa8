import { residentMegabytes } from './server-figures.ts'

const betweenLooksMilliseconds = 100

/** Looks at the resident memory of a process. @returns ends it, and tells the most in MB above what it was at the start */
export function watchMemory(pid: number): () => number {
  const before = residentMegabytes(pid)
  let most = before
  const look = () => {
    most = Math.max(most, residentMegabytes(pid))
  }
  const looking = setInterval(look, betweenLooksMilliseconds)
  return () => {
    clearInterval(looking)
    look()
    return most - before
  }
}
