"""`raftlab completion`: print the script that lets a shell complete commands, scenes, checks and scenarios."""

from __future__ import annotations

from typing import Annotated

import typer

from raftlab.cli.support.completion_words import completion_words
from raftlab.cli.support.console import say
from raftlab.errors import UsageError

BASH_SCRIPT = """\
_raftlab() {
  local IFS=$'\\n'
  COMPREPLY=($(raftlab completion words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o bashdefault -o default -F _raftlab raftlab
"""
ZSH_SCRIPT = """\
#compdef raftlab
_raftlab() {
  local -a found
  found=(${(f)"$(raftlab completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"})
  if (( $#found )); then compadd -a found; else _files; fi
}
compdef _raftlab raftlab
"""
FISH_SCRIPT = """\
function __raftlab_words
    raftlab completion words -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null
end
complete -c raftlab -a '(__raftlab_words)'
"""
SCRIPTS = {"bash": BASH_SCRIPT, "zsh": ZSH_SCRIPT, "fish": FISH_SCRIPT}


def completion(
    shell: Annotated[str, typer.Argument(metavar="SHELL", help="bash, zsh or fish.")],
    command_line: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
) -> None:
    """Let Tab complete scenes, checks and scenarios in your shell.

    It prints a script.

    Add the line of the example to your shell's start file, such as ~/.bashrc or ~/.zshrc. For fish:
    raftlab completion fish | source

    \b
    Example: raftlab completion bash >> ~/.bashrc
             eval "$(raftlab completion zsh)"
    """
    if shell == "words":  # the scripts call it: the words typed so far, the last one unfinished
        for word in completion_words(command_line or [""]):
            say(word)
    elif shell in SCRIPTS:
        say(SCRIPTS[shell].rstrip("\n"))
    else:
        raise UsageError(f"completion {shell!r}: no such shell; there are {', '.join(SCRIPTS)}")
