/** One line through measured points, named at its right end. */
export interface Line {
  readonly name: string
  readonly tone: 'first' | 'second' | 'third' | 'quiet'
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface Panel {
  readonly title: string
  readonly xTitle: string
  readonly scale: 'linear' | 'logarithmic'
  readonly lines: readonly Line[]
}

const panel = { width: 440, left: 46, right: 118, top: 44, bottom: 262 }
const height = 306
const labelHeight = 14
const plotWidth = panel.width - panel.left - panel.right

// Both readable on white and on black; who looks at it chooses.
const style = `text{font:12px system-ui,sans-serif;fill:#57606a}.title{font-weight:600;fill:#24292f}.grid{stroke:#d0d7de}
path{stroke-width:2}.first{stroke:#0969da;fill:#0969da}.second{stroke:#bc4c00;fill:#bc4c00}.third{stroke:#1a7f37;fill:#1a7f37}
.quiet{stroke:#8c959f;fill:#6e7781}path.quiet{stroke-dasharray:4 4}text.first,text.second,text.third,text.quiet{stroke:none}
@media(prefers-color-scheme:dark){text{fill:#9198a1}.title{fill:#f0f6fc}.grid{stroke:#3d444d}.first{stroke:#4493f8;fill:#4493f8}
.second{stroke:#f0883e;fill:#f0883e}.third{stroke:#3fb950;fill:#3fb950}.quiet{stroke:#656c76;fill:#9198a1}}path[d]{fill:none}`

/** Draws panels side by side as an SVG that follows the reader's choice of light or dark. Names hold no markup. */
export function drawChart(description: string, panels: readonly Panel[]): string {
  const drawn = panels.map((one, index) => `<g transform="translate(${index * panel.width} 0)">\n${drawPanel(one)}\n</g>`)
  const size = `viewBox="0 0 ${panels.length * panel.width} ${height}" width="${panels.length * panel.width}" height="${height}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${description}">
<style>${style}</style>
${drawn.join('\n')}
</svg>
`
}

function drawPanel({ title, xTitle, scale, lines }: Panel): string {
  const points = lines.flatMap((line) => line.points)
  const xTicks = roundSteps(Math.max(...points.map(([x]) => x)))
  const yTicks = scale === 'linear' ? roundSteps(Math.max(...points.map(([, y]) => y))) : decades(points.map(([, y]) => y))
  const x = place(xTicks, 'linear', panel.left, panel.left + plotWidth)
  const y = place(yTicks, scale, panel.bottom, panel.top)
  const ends = apart(lines.map((line) => y(line.points.at(-1)?.[1] ?? 0)))
  return [
    text(title, panel.left, 20, 'title'),
    ...yTicks.map(
      (tick) => `<line class="grid" x1="${panel.left}" x2="${panel.left + plotWidth}" y1="${y(tick)}" y2="${y(tick)}"/>`,
    ),
    ...yTicks.map((tick) => text(String(tick), panel.left - 6, y(tick) + 4, '', 'end')),
    ...xTicks.map((tick) => text(String(tick), x(tick), panel.bottom + 18, '', 'middle')),
    text(xTitle, panel.left + plotWidth / 2, panel.bottom + 36, '', 'middle'),
    ...lines.map((line) => drawLine(line, x, y)),
    ...lines.map(({ name, tone }, index) => text(name, panel.left + plotWidth + 8, (ends[index] ?? 0) + 4, tone)),
  ].join('\n')
}

function drawLine({ tone, points }: Line, x: (value: number) => number, y: (value: number) => number): string {
  const corners = points.map(([across, up]) => `${x(across)} ${y(up)}`)
  const dots =
    tone === 'quiet' ? [] : points.map(([across, up]) => `<circle class="${tone}" cx="${x(across)}" cy="${y(up)}" r="3"/>`)
  return [`<path class="${tone}" d="M${corners.join('L')}"/>`, ...dots].join('')
}

const text = (words: string, x: number, y: number, tone = '', anchor = 'start'): string =>
  `<text class="${tone}" x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`

/** Where a value stands between two edges, to a tenth of a pixel. */
function place(ticks: readonly number[], scale: Panel['scale'], from: number, to: number): (value: number) => number {
  const along = (value: number) => (scale === 'linear' ? value : Math.log10(value))
  const [first, last] = [along(ticks[0] ?? 0), along(ticks.at(-1) ?? 1)]
  return (value) => Math.round((from + ((along(value) - first) / (last - first)) * (to - from)) * 10) / 10
}

/** From 0 past the greatest value in at most six steps of 1, 2 or 5 times a power of ten. */
function roundSteps(most: number): readonly number[] {
  const power = 10 ** Math.floor(Math.log10(most / 5))
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => most / one <= 5) ?? 10 * power
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, n) => n * step)
}

/** The powers of ten around all values. */
function decades(values: readonly number[]): readonly number[] {
  const [from, to] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))]
  return Array.from({ length: Math.max(1, to - from) + 1 }, (_, n) => 10 ** (from + n))
}

/** The same heights, moved down where a name would stand on another. */
function apart(heights: readonly number[]): readonly number[] {
  const moved = [...heights]
  const order = heights.map((_, index) => index).toSorted((one, other) => (heights[one] ?? 0) - (heights[other] ?? 0))
  let free = Number.NEGATIVE_INFINITY
  for (const index of order) {
    moved[index] = Math.max(moved[index] ?? 0, free)
    free = (moved[index] ?? 0) + labelHeight
  }
  return moved
}
