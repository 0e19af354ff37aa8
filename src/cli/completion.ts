import type { Command } from 'commander'

export const shells = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof shells)[number]

/** What can be typed at one place: a command with those above it, as in ` customers find`; empty at the beginning. */
interface Place {
  readonly at: string
  readonly words: readonly Word[]
}

interface Word {
  readonly text: string
  readonly about: string
  /** Of an option: whether a value follows. */
  readonly takesValue: boolean
}

/** A script for the shell that completes every command and option of the program. What an option or argument takes is left to files. */
export const completionOf = (program: Command, shell: Shell): string => scriptOf[shell](program.name(), placesOf(program, ''))

function placesOf(command: Command, at: string): readonly Place[] {
  const help = command.createHelp()
  const commands = help.visibleCommands(command).filter((below) => below.name() !== 'help')
  const options = help.visibleOptions(command)
  const words = [
    ...commands.map((below) => ({ text: below.name(), about: below.description(), takesValue: false })),
    ...options.map((option) => ({
      ...{ text: option.long ?? option.short ?? '', about: option.description, takesValue: option.required || option.optional },
    })),
  ]
  return [{ at, words }, ...commands.flatMap((below) => placesOf(below, `${at} ${below.name()}`))]
}

/** For between single quotes: the end of the text, a quote, and the text again. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

const texts = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ')

const below = (places: readonly Place[]): readonly string[] => places.flatMap(({ at }) => (at === '' ? [] : [quoted(at)]))

const scriptOf: Readonly<Record<Shell, (name: string, places: readonly Place[]) => string>> = {
  bash: (name, places) => `_${name}() {
  local at='' word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="$at \${COMP_WORDS[i]}"
    case "$word" in
      ${below(places).join(' | ')}) at="$word" ;;
    esac
  done
  case "$at" in
${places.map(({ at, words }) => `    ${quoted(at)}) word=${quoted(texts(words))} ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$word" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _${name} ${name}
`,
  zsh: (name, places) => `#compdef ${name}
_${name}() {
  local at='' i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    case "$at $words[i]" in
      (${below(places).join(' | ')}) at="$at $words[i]" ;;
    esac
  done
  case "$at" in
${places.map(({ at, words }) => `    (${quoted(at)}) found=(${words.map(describedForZsh).join(' ')}) ;;`).join('\n')}
  esac
  _describe ${name} found || _files
}
compdef _${name} ${name}
`,
  fish: (name, places) => `function __${name}_at
  set -l at ''
  for word in (commandline -opc)[2..-1]
    switch "$at $word"
      case ${below(places).map(forFish).join(' ')}
        set at "$at $word"
    end
  end
  test "$at" = "$argv[1]"
end
${places.flatMap(({ at, words }) => words.map((word) => lineForFish(name, at, word))).join('\n')}
`,
}

const describedForZsh = ({ text, about }: Word): string => quoted(`${text}:${about.replaceAll(':', '\\:')}`)

/** Its quotes know a backslash. */
const forFish = (quotedText: string): string => quotedText.replaceAll("'\\''", "\\'")

function lineForFish(name: string, at: string, { text, about, takesValue }: Word): string {
  const what = text.startsWith('--') ? `-l ${text.slice(2)}${takesValue ? ' -r' : ''}` : `-f -a ${text}`
  const described = forFish(quoted(about))
  return `complete -c ${name} -n "__${name}_at '${at}'" ${what} -d ${described}`
}
