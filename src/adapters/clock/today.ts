const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * The day it is there, as `YYYY-MM-DD`.
 *
 * @param timeZone  a name of the IANA database
 * @throws RangeError for one the runtime does not know
 */
export function todayIn(timeZone: string, now: Date): string {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(now)
      .map(({ type, value }) => [type, value]),
  )
  return [parts.get('year')?.padStart(4, '0'), parts.get('month'), parts.get('day')].join('-')
}

/** Made once for each zone: making one takes a hundred times as long as using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const made = formats.get(timeZone)
  if (made) return made
  const day = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', { ...day, timeZone })
  formats.set(timeZone, format)
  return format
}
