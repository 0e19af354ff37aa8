import type { Violation } from '../../violations/violation.ts'

/** Formats that are shown, by the ending of their names. */
export type ImageFormat = 'png' | 'jpg' | 'webp'

export interface ProfileImage {
  readonly mediaType: string
  readonly content: Uint8Array
}

/** Images of customers, one each: written in the transaction that has locked the customer. All of it waits for nobody. */
export interface ProfileImageStore {
  /** Stores the image under its name in the place of the one before. */
  put(customerId: string, name: string, content: Uint8Array): Promise<void>
  /** Takes the image away; without one nothing happens. */
  remove(customerId: string): Promise<void>
}

export interface ProfileImageLookUp {
  /** What is stored under this name for this customer. */
  content(customerId: string, name: string): Promise<Uint8Array | undefined>
}

// 5 MiB: docs/contracts/bagisto.md, section 0.
const maximumBytes = 5 * 1024 * 1024

const mediaTypes: Readonly<Record<ImageFormat, string>> = { png: 'image/png', jpg: 'image/jpeg', webp: 'image/webp' }

/**
 * Looks at what is to be a profile image. Whoever sends it may call it anything: its first bytes say what it is.
 *
 * @returns its format, or `image_unusable`
 */
export function reviewImage(content: Uint8Array): { readonly format: ImageFormat } | Violation<'image_unusable'> {
  if (content.length > maximumBytes) return unusable('too_large')
  const format = recogniseImage(content)
  return format ? { format } : unusable('unknown_format')
}

const unusable = (fault: 'unknown_format' | 'too_large'): Violation<'image_unusable'> => ({
  code: 'image_unusable',
  field: 'image',
  fault,
  maximumBytes,
})

/**
 * What kind of image begins with these bytes; `undefined` for none that is shown.
 *
 * @source PNG third edition section 5.2; ITU-T T.81 (SOI, then a marker); RFC 9649 section 2.4 (RIFF, a size, WEBP)
 */
export function recogniseImage(content: Uint8Array): ImageFormat | undefined {
  if (has(content, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png'
  if (has(content, 0, [0xff, 0xd8, 0xff])) return 'jpg'
  const isRiff = has(content, 0, [0x52, 0x49, 0x46, 0x46])
  return isRiff && has(content, 8, [0x57, 0x45, 0x42, 0x50]) ? 'webp' : undefined
}

const has = (content: Uint8Array, offset: number, bytes: readonly number[]): boolean =>
  bytes.every((byte, index) => content[offset + index] === byte)

/** A new name for every image, so that whoever keeps a copy of one never takes it for another. */
export const imageName = (id: string, format: ImageFormat): string => `${id}.${format}`

/** The image a name stands for; `undefined` when the customer has none of this name any more. */
export async function readImage(customerId: string, name: string, images: ProfileImageLookUp): Promise<ProfileImage | undefined> {
  const [, format] = /^[0-9a-f-]{36}\.(png|jpg|webp)$/.exec(name) ?? []
  const content = format === undefined ? undefined : await images.content(customerId, name)
  return content && { content, mediaType: mediaTypes[format as ImageFormat] }
}
