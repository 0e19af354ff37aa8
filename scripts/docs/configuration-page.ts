import type { Setting } from '../../src/config/setting.ts'
import { settings } from '../../src/config/settings.ts'

/** docs/configuration.md: every variable Patron reads, from the table it reads them by. */
export function configurationPage(): string {
  const sections = Object.values<Setting<unknown>>(settings).map(sectionOf)
  return `# Configuration

Made by \`npm run docs\` from src/config/settings.ts; change it there.

Patron is configured by environment variables and nothing else. They are read once, at start. An empty variable counts
as absent. A value that cannot be used stops the start with a message that names the variable, what was given and what
is accepted (exit code 78); a variable that begins with \`PATRON_\` and is not on this page is reported.

${sections.join('\n\n')}
`
}

function sectionOf({ variable, about, accepts, fallback }: Setting<unknown>): string {
  const standsIn = fallback === undefined ? 'none' : `\`${fallback}\``
  return `## ${variable}\n\n${about}\n\n- accepted: ${accepts}\n- default: ${standsIn}`
}
