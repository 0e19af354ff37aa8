/** A body and the headers that say what it is. */
export interface SentBody {
  readonly headers: Record<string, string>
  readonly body: string
}

const boundary = 'the-boundary-of-the-tests'

export const jsonBody = (value: unknown): SentBody => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

export const formBody = (fields: Readonly<Record<string, string>>): SentBody => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
})

/** @param files  of the fields, those sent as files */
export function multipartBody(fields: Readonly<Record<string, string>>, files: readonly string[] = []): SentBody {
  const parts = Object.entries(fields).map(([name, value]) => {
    const fileName = files.includes(name) ? '; filename="a.txt"' : ''
    return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${fileName}\r\n\r\n${value}\r\n`
  })
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: `${parts.join('')}--${boundary}--\r\n`,
  }
}

/** The same texts in each of the types the Django contract takes. */
export const everyBody = (fields: Readonly<Record<string, string>>): readonly SentBody[] => [
  jsonBody(fields),
  formBody(fields),
  multipartBody(fields),
]
