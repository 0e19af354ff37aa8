import { hashing } from './hashing.mjs'

/** Hashes passwords for so many milliseconds, and prints how many and what processor time they took. */
const milliseconds = Number(process.argv.at(-1))
await hashing.hash('the first hash of a process takes longer')
const [began, cpuBegan] = [performance.now(), process.cpuUsage()]
let hashes = 0
for (; performance.now() - began < milliseconds; hashes += 1) await hashing.hash('Kv7#mQ2$wZ9p')
const { user, system } = process.cpuUsage(cpuBegan)
const cpuMilliseconds = (user + system) / 1000
process.stdout.write(JSON.stringify({ hashes, milliseconds: performance.now() - began, cpuMilliseconds }))
