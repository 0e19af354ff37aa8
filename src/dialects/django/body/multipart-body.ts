import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import { notText } from '../../../core/customers/sent.ts'
import type { ContentType } from './content-type.ts'
import { type FormFields, FormRefused, maximumFormFields } from './form-body.ts'
import { decodeText, UndecodableText } from './text-decoding.ts'

interface Part {
  readonly name: string
  readonly isFile: boolean
  readonly isBase64: boolean
  /** Empty for files: nothing here reads them. */
  readonly chunks: Buffer[]
}

/**
 * Reads a `multipart/form-data` body. Text is decoded by the request's charset, whatever a part says of its own;
 * a part with a file name is a file, and takes its field even when text of the same name follows.
 *
 * @throws FormRefused without a usable boundary, for a body that breaks off, for text outside the charset, over 1,000 parts
 * @source docs/contracts/django.md#3-request-pipeline
 */
export async function readMultipartForm(bytes: Uint8Array, contentType: ContentType): Promise<FormFields> {
  const parts = await collectParts(bytes, readBoundary(contentType))
  const charset = contentType.parameters.get('charset')
  const texts = parts.filter((part) => !part.isFile).map((part) => [part.name, readText(part, charset)] as const)
  const files = parts.filter((part) => part.isFile).map((part) => [part.name, notText] as const)
  return new Map<string, string | typeof notText>([...texts, ...files])
}

/** RFC 2046's 70 characters are 200 to Django. */
function readBoundary({ sent, parameters }: ContentType): string {
  if (/[^\u0000-\u007F]/.test(sent)) throw refused(`Invalid non-ASCII Content-Type in multipart: ${sent}`)
  const boundary = parameters.get('boundary')
  if (boundary === undefined) throw refused('Invalid boundary in multipart: None')
  if (!/^[ -~]{0,200}[!-~]$/.test(boundary)) throw refused(`Invalid boundary in multipart: ${boundary}`)
  return boundary
}

function collectParts(bytes: Uint8Array, boundary: string): Promise<Part[]> {
  return new Promise((resolve, reject) => {
    const parts: Part[] = []
    const parser = new Busboy({
      headers: { 'content-type': `multipart/form-data; boundary="${boundary.replaceAll(/["\\]/g, '\\$&')}"` },
      isPartAFile: () => true, // so that the bytes of every part arrive as sent
      preservePath: true,
      limits: { parts: maximumFormFields },
    })
    parser.on('file', (name, stream, fileName, transferEncoding) => {
      const isBase64 = transferEncoding.trim() === 'base64'
      parts.push(receive({ name, isFile: Boolean(fileName), isBase64, chunks: [] }, stream))
    })
    parser.on('partsLimit', () => reject(refused(`More than ${maximumFormFields} parts`)))
    parser.on('error', (error) => reject(refused(error instanceof Error ? error.message : 'The body is broken')))
    parser.on('finish', () => resolve(parts.filter(({ name }) => Boolean(name))))
    parser.end(bytes)
  })
}

function receive(part: Part, stream: BusboyFileStream): Part {
  stream.on('error', () => stream.resume()) // the parser reports it too
  if (part.isFile) stream.resume()
  else stream.on('data', (chunk: Buffer) => part.chunks.push(chunk))
  return part
}

function readText({ chunks, isBase64 }: Part, charset: string | undefined): string {
  const sent = Buffer.concat(chunks)
  const bytes = isBase64 ? Buffer.from(sent.toString('latin1'), 'base64') : sent
  try {
    return decodeText(bytes, charset, 'refuse')
  } catch (error) {
    if (error instanceof UndecodableText) throw refused(error.message)
    throw error
  }
}

function refused(reason: string): FormRefused {
  return new FormRefused(`Multipart form parse error - ${reason}`)
}
