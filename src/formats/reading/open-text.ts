import { isUtf8 } from 'node:buffer'
import { type FileHandle, open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** Stands for bytes that are not UTF-8. It is a noncharacter, which no text holds. */
export const brokenBytes = '\uFFFF'

/** The file ended in the midst of its compression, or that is damaged. */
export class BrokenOff extends Error {}

const pieceBytes = 65_536

/**
 * Reads a file as text, piece by piece: plain or gzip, whatever its name; UTF-8, or UTF-16 with its mark. A byte order mark
 * is left out.
 *
 * @param onBytes  is told of each piece how many bytes of the file it took
 * @throws BrokenOff when compressed content ends too early
 * @throws what node:fs throws when the file cannot be read
 */
export async function* openText(path: string, onBytes?: (bytes: number) => void): AsyncGenerator<string> {
  const handle = await open(path)
  try {
    const { buffer: mark, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    const isCompressed = bytesRead === 2 && mark[0] === 0x1f && mark[1] === 0x8b
    // Decompression runs ahead of what is taken from it, so what it was given must stay as it is.
    const bytes = bytesOf(handle, onBytes, isCompressed ? () => Buffer.allocUnsafe(pieceBytes) : always(Buffer.alloc(pieceBytes)))
    yield* decode(isCompressed ? decompress(bytes) : bytes)
  } finally {
    await handle.close()
  }
}

const always =
  <Value>(value: Value) =>
  () =>
    value

/** Each piece is good until the next one is asked for. */
async function* bytesOf(
  handle: FileHandle,
  onBytes: ((bytes: number) => void) | undefined,
  nextBuffer: () => Buffer,
): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const { buffer, bytesRead } = await handle.read(nextBuffer(), 0, pieceBytes, at)
    if (bytesRead === 0) return
    at += bytesRead
    onBytes?.(bytesRead)
    yield buffer.subarray(0, bytesRead)
  }
}

async function* decompress(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const plain = createGunzip({ chunkSize: pieceBytes })
  pipeline(bytes, plain, () => {}) // what fails comes out below
  try {
    yield* plain
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw code.startsWith('Z_') ? new BrokenOff() : error
  }
}

async function* decode(pieces: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0)
  let wide: WideDecoder | undefined
  let isFirst = true
  for await (const piece of pieces) {
    if (isFirst) wide = wideDecoder(piece)
    let text: string
    if (wide) text = wide.decode(piece, { stream: true })
    else {
      const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece
      const end = bytes.length - unfinishedBytes(bytes)
      rest = Buffer.from(bytes.subarray(end))
      text = toText(bytes.subarray(0, end))
    }
    if (isFirst && text.startsWith('\uFEFF')) text = text.slice(1)
    isFirst = false
    if (text !== '') yield text
  }
  if (rest.length > 0) yield brokenBytes
}

type WideDecoder = InstanceType<typeof TextDecoder>

function wideDecoder(piece: Buffer): WideDecoder | undefined {
  if (piece[0] === 0xff && piece[1] === 0xfe) return new TextDecoder('utf-16le')
  return piece[0] === 0xfe && piece[1] === 0xff ? new TextDecoder('utf-16be') : undefined
}

/** How many bytes at the end begin a character that goes on in the next piece. */
function unfinishedBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

/** Broken bytes are rare and stay in their line: only there is it looked for them. */
function toText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  const lines: string[] = []
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, from)
    const end = newline < 0 ? bytes.length : newline + 1
    const line = bytes.subarray(from, end)
    lines.push(isUtf8(line) ? line.toString('utf8') : line.toString('utf8').replaceAll('\uFFFD', brokenBytes))
    from = end
  }
  return lines.join('')
}
