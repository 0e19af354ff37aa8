import assert from 'node:assert/strict'

export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const comment = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/
const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\["\\n])*)"(?:,|$)/y
const special: Readonly<Record<string, number>> = { '+Inf': Number.POSITIVE_INFINITY, '-Inf': Number.NEGATIVE_INFINITY }

/**
 * Reads the Prometheus text format as strictly as it is defined.
 *
 * @throws when a line is none of it, a sample belongs to no metric before it, or a series is there twice
 */
export function readMetrics(text: string): readonly Sample[] {
  assert.ok(text.endsWith('\n'), 'the last line ends')
  const types = new Map<string, string>()
  const samples: Sample[] = []
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [, keyword, metric = '', rest = ''] = comment.exec(line) ?? []
    if (keyword === 'TYPE') assert.ok(!types.has(metric) && /^(counter|gauge|histogram|summary)$/.test(rest), line)
    if (keyword === 'TYPE') types.set(metric, rest)
    if (keyword !== undefined) continue
    const sample = readSample(line)
    const family = types.has(sample.name) ? sample.name : sample.name.replace(/_(bucket|sum|count)$/, '')
    assert.ok(types.get(family) === 'histogram' || (family === sample.name && types.has(family)), `of no metric: ${line}`)
    samples.push(sample)
  }
  const series = samples.map(({ name, labels }) => JSON.stringify([name, Object.entries(labels).toSorted()]))
  assert.equal(new Set(series).size, series.length, 'each series is there once')
  return samples
}

function readSample(line: string): Sample {
  const [, name, inside = '', written = ''] = sampleLine.exec(line) ?? []
  assert.ok(name !== undefined, `no line of the format: ${line}`)
  const value = special[written] ?? (written === 'Nan' ? Number.NaN : Number(written))
  assert.ok(written === 'Nan' || !Number.isNaN(value), `no number: ${line}`)
  return { name, labels: readLabels(inside), value }
}

function readLabels(inside: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {}
  label.lastIndex = 0
  for (let read = 0; read < inside.length; read = label.lastIndex) {
    const [, name = '', value = ''] = label.exec(inside) ?? []
    assert.ok(name !== '' && labels[name] === undefined, `no labels: ${inside}`)
    labels[name] = value
  }
  return labels
}

/** The value of the one series with this name and at least these labels; `undefined` when there is none. */
export function figureOf(samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>> = {}) {
  const found = samples.filter(
    (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )
  assert.ok(found.length <= 1, `more than one ${name}`)
  return found[0]?.value
}

/** Every value a label has in any series of these metrics. */
export const labelValues = (samples: readonly Sample[], label: string): readonly string[] =>
  [...new Set(samples.flatMap(({ labels }) => labels[label] ?? []))].toSorted()
