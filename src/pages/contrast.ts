/** `rrggbb`, in lower case. */
export type Color = string

const black: Color = '000000'
const white: Color = 'ffffff'

/** What text needs at least, against what it stands on. */
export const readableContrast = 4.5

/**
 * How far apart two colours are in lightness, from 1 to 21.
 *
 * @source WCAG 2.2, "relative luminance" and "contrast ratio"
 */
export function contrastOf(one: Color, other: Color): number {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

/** Black or white, whichever is easier to read on the colour: one of them has 4.58 on every colour there is. */
export const inkOn = (color: Color): Color => (contrastOf(black, color) >= contrastOf(white, color) ? black : white)

/**
 * The colour as text is readable in it on the ground: as it is where that does, and else with as much black or white as it
 * needs, whichever the ground is further from. Both leave the hue as it is.
 *
 * @source WCAG 2.2, success criterion 1.4.3
 */
export function readableOn(ground: Color, color: Color): Color {
  const ink = inkOn(ground)
  for (let part = 0; part < 1; part += 0.02) {
    const mixed = mixedWith(ink, color, part)
    if (contrastOf(mixed, ground) >= readableContrast) return mixed
  }
  return ink
}

/** @param part  of `ink` in the mixture, from 0 to 1 */
export const mixedWith = (ink: Color, color: Color, part: number): Color =>
  partsOf(color)
    .map((own, at) => Math.round(own + ((partsOf(ink)[at] ?? 0) - own) * part))
    .map((mixed) => mixed.toString(16).padStart(2, '0'))
    .join('')

/** The same colour somewhat further away from what is written on it. */
export const strongerThan = (color: Color): Color => mixedWith(inkOn(color) === black ? white : black, color, 0.16)

function luminanceOf(color: Color): number {
  const [red = 0, green = 0, blue = 0] = partsOf(color).map((part) => linear(part / 255))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)

const partsOf = (color: Color): readonly number[] => [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
