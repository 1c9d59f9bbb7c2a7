"""The command `raftlab`: its commands, and what every one of them ends in.

Exit codes: 0 done, or full marks; 1 graded with points missing; 2 cannot be graded, or wrong usage; 3 the kit's fault;
130 stopped with Ctrl-C; 141 the reader of the output has gone.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence

from raftlab.errors import RaftlabError

WRONG_USAGE = 2
KIT_FAULT = 3
STOPPED = 130
READER_GONE = 141


def main() -> None:
    """Run the command line and end the process with its exit code."""
    if sys.argv[1:2] == ["grade"]:
        gc.disable()  # the process ends with its one grade: whatever a collection could free goes with it
    code = run(sys.argv[1:])
    gc.freeze()  # nor does Python, as it ends, have to look for cycles in all that the command made
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line and return its exit code; nothing ever ends in a traceback."""
    try:
        from raftlab.cli.commands import app_for

        code = app_for(arguments[0] if arguments else "")(list(arguments), prog_name="raftlab", standalone_mode=False)
        sys.stdout.flush()
        return stopped() if code == STOPPED else int(code or 0)
    except KeyboardInterrupt:
        return stopped()
    except (BrokenPipeError, SystemExit):  # typer turns the one into the other
        return reader_gone()
    except RaftlabError as fault:
        return complain(str(fault), fault.exit_code)
    except Exception as fault:  # usage errors of the parser, and what nobody foresaw
        return explain(fault)


def explain(fault: Exception) -> int:
    """Report a usage error of the parser, or a fault of the kit; return the exit code."""
    if type(fault).__name__ == "Abort":
        return stopped()
    told: Callable[[], str] | None = getattr(fault, "format_message", None)
    if told is not None:  # click's ClickException, or typer's own copy of it
        return misused(fault, told())
    if os.environ.get("RAFTLAB_DEBUG"):
        import traceback

        traceback.print_exception(fault)
    text = f"{type(fault).__name__}: {fault}"
    return complain(
        f"a fault of the kit, not of your work: {text}; report it to your course with `raftlab doctor`'s output "
        "(RAFTLAB_DEBUG=1 shows where)",
        KIT_FAULT,
    )


def misused(fault: Exception, told: str) -> int:
    """Report wrong arguments in one line; a command that was given none shows its help."""
    if type(fault).__name__ == "NoArgsIsHelpError":
        print(told, file=sys.stderr)
        return WRONG_USAGE
    context = getattr(fault, "ctx", None)
    path = context.command_path if context else "raftlab"
    return complain(f"{told.rstrip('.')} (`{path} --help` shows what it takes)", WRONG_USAGE)


def complain(line: str, code: int) -> int:
    """Write one line to standard error and return `code`."""
    from raftlab.cli.console import warn

    warn(line)
    return code


def stopped() -> int:
    """Report that Ctrl-C ended the command; return the exit code that says so."""
    return complain("stopped; no file was left half written", STOPPED)


def reader_gone() -> int:
    """End quietly where the reader of a pipe has gone (`raftlab … | head`)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return READER_GONE
