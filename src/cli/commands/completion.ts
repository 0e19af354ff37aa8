import { Argument, type Command } from 'commander'
import { completionOf, type Shell, shells } from '../completion.ts'

const about = `
  bash  add to ~/.bashrc:  source <(patron completion bash)
  zsh   add to ~/.zshrc, after compinit:  source <(patron completion zsh)
  fish  patron completion fish > ~/.config/fish/completions/patron.fish`

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print what makes a shell complete commands and options')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText('after', about)
    .action((shell: Shell) => void process.stdout.write(completionOf(program, shell)))
}
