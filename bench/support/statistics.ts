/** The value below which that share (0 to 1) of the values lies; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Between the two middle values when there is no middle one; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  return (lower + upper) / 2
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** How often a value of the one lies above a value of the other, ties counted half; 0.5 when nothing tells them apart. */
export function areaUnderCurve(ones: readonly number[], others: readonly number[]): number {
  const above = sum(ones.map((one) => sum(others.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)))))
  return above / (ones.length * others.length)
}

/** The slope of the straight line that lies closest to the points; NaN of fewer than two. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const middle = (index: 0 | 1) => sum(points.map((point) => point[index])) / points.length
  const [x, y] = [middle(0), middle(1)]
  return sum(points.map((point) => (point[0] - x) * (point[1] - y))) / sum(points.map((point) => (point[0] - x) ** 2))
}
