import { Socket } from 'node:net'

type Done = (error?: Error | null) => void

/**
 * A socket that sends what is written in one turn of the event loop as one packet. Statements given together so cost
 * one system call here and wake the server once, where node-postgres would send each by itself.
 */
export class GatheringSocket extends Socket {
  override write(data: Uint8Array | string, done?: Done): boolean
  override write(data: Uint8Array | string, encoding?: BufferEncoding, done?: Done): boolean
  override write(data: Uint8Array | string, second?: BufferEncoding | Done, done?: Done): boolean {
    if (this.writableCorked === 0) {
      this.cork()
      process.nextTick(() => this.uncork())
    }
    return typeof second === 'function' ? super.write(data, second) : super.write(data, second, done)
  }
}
