import { terminalErrors } from "../../protocol/errors/terminal-errors.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { shells } from "../complete-line.ts";
import { refuse } from "../refuse.ts";
import { say } from "../terminal.ts";

type Shell = (typeof shells)[number];

/** The scripts only hand on what is written; what may follow is decided by `evergraph __complete`. */
const scripts: Readonly<Record<Shell, string>> = {
  bash: `# Put this line into ~/.bashrc: source <(evergraph completion bash)
_evergraph() {
  local line=\${COMP_LINE:0:COMP_POINT} completion
  COMPREPLY=()
  while IFS= read -r completion; do COMPREPLY+=("$completion"); done < <("\${COMP_WORDS[0]}" __complete bash "$line" 2>/dev/null)
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *: ]] && compopt -o nospace
}
complete -o default -F _evergraph evergraph`,
  zsh: `#compdef evergraph
# Put this line into ~/.zshrc, after compinit: source <(evergraph completion zsh)
_evergraph() {
  local -a values shown
  local value description
  while IFS=$'\\t' read -r value description; do
    values+=("$value")
    shown+=("$value\${description:+  -- $description}")
  done < <("\${words[1]}" __complete zsh "\${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" 2>/dev/null)
  compadd -l -d shown -a values
}
compdef _evergraph evergraph`,
  fish: `# Put this line into ~/.config/fish/config.fish: evergraph completion fish | source
complete -c evergraph -f -a '(evergraph __complete fish (commandline -cp) 2>/dev/null)'`,
};

/** Prints the script that makes a shell complete the command. */
export async function completionCommand(context: CommandContext, shell: string): Promise<ExitCode> {
  const known = shells.find((name) => name === shell);
  if (known === undefined) {
    const { code, message, remedy } = terminalErrors.unknownShell;
    return refuse(context, { code, message: message({ shell }), remedy: remedy({ shell }) });
  }
  say(context.terminal, scripts[known]);
  return exitCodes.done;
}
