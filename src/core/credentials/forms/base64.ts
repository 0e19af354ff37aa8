/**
 * Plain base64 of what was written without `=` at its end, and perhaps with `.` for `+`.
 *
 * @returns undefined where the digits end between two bytes
 */
export function paddedBase64(text: string): string | undefined {
  if (text.length % 4 === 1) return undefined
  return text.replaceAll('.', '+').padEnd(Math.ceil(text.length / 4) * 4, '=')
}
