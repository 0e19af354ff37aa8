import assert from 'node:assert/strict'
import { test } from 'node:test'
import { imageName, recogniseImage, reviewImage } from '../../src/core/account/profile-image.ts'

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : [...part])))

const png = bytes([0x89], 'PNG\r\n', [0x1a], '\n', [0, 0, 0, 13], 'IHDR')
const jpeg = bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], 'JFIF')
const webp = bytes('RIFF', [36, 0, 0, 0], 'WEBPVP8 ')

test('PNG, JPEG and WebP are known by their first bytes, and nothing else is an image', () => {
  assert.equal(recogniseImage(png), 'png')
  assert.equal(recogniseImage(jpeg), 'jpg')
  assert.equal(recogniseImage(webp), 'webp')
  const others = [
    bytes(),
    bytes('GIF89a'),
    bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    bytes('<!DOCTYPE html><script>alert(1)</script>'),
    bytes('RIFF', [36, 0, 0, 0], 'WAVEfmt '),
    bytes('xxxx', [0, 0, 0, 0], 'WEBP'),
    bytes('%PDF-1.7'),
    bytes([0], 'PNG\r\n', [0x1a], '\n'),
    bytes([0xff, 0xd8]),
    png.subarray(0, 7),
    webp.subarray(0, 11),
    bytes(' ', [...png]),
  ]
  for (const content of others) assert.equal(recogniseImage(content), undefined, Buffer.from(content).toString('latin1'))
})

test('an image has at most 5 MiB; what is larger is not looked at', () => {
  const maximumBytes = 5 * 1024 * 1024
  const image = (length: number) => {
    const content = new Uint8Array(length)
    content.set(png)
    return content
  }
  assert.deepEqual(reviewImage(image(maximumBytes)), { format: 'png' })
  const unusable = { code: 'image_unusable', field: 'image', maximumBytes }
  assert.deepEqual(reviewImage(image(maximumBytes + 1)), { ...unusable, fault: 'too_large' })
  assert.deepEqual(reviewImage(bytes('zzz')), { ...unusable, fault: 'unknown_format' })
  assert.equal(imageName('01890000-0000-7000-8000-00000000000a', 'jpg'), '01890000-0000-7000-8000-00000000000a.jpg')
})
