"""The command `raftlab`: it runs one command line and returns an exit code.

Exit codes: 0 done, or full marks; 1 graded with points missing; 2 cannot be graded, or wrong usage; 3 the kit
failed; 130 stopped with Ctrl-C; 141 the reader of the output has closed the pipe.
"""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from collections.abc import Callable, Sequence

from raftlab.errors import RaftlabError

WRONG_USAGE = 2
KIT_FAULT = 3
INTERRUPTED = 130
BROKEN_PIPE = 141
LAST_STANDARD_STREAM = 2
FULL_DISK_ERRNOS = (errno.ENOSPC, errno.EDQUOT)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    if sys.argv[1:2] == ["grade"]:
        gc.disable()  # the process ends after one grade: a collection would free nothing that matters
    prepare_streams()
    code = run(sys.argv[1:])
    gc.freeze()  # at exit Python then looks for no cycles in the objects of the command
    sys.exit(code)


def prepare_streams() -> None:
    """Give the process its three standard streams, able to hold every character.

    A stream that the caller has closed leads nowhere: else the next file that is opened would be in its place. A pipe
    gets UTF-8; a terminal of another encoding shows ? for what it lacks.
    """
    while (handle := os.open(os.devnull, os.O_RDWR)) <= LAST_STANDARD_STREAM:
        pass
    os.close(handle)
    sys.stdin = sys.stdin or os.fdopen(os.open(os.devnull, os.O_RDONLY))
    sys.stdout = sys.stdout or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    sys.stderr = sys.stderr or os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; no error ends in a traceback."""
    try:
        if not arguments:
            return report_no_command()
        from raftlab.cli.support.command_loader import load_root_command

        command = load_root_command(arguments[0])
        code = command(list(arguments), prog_name="raftlab", standalone_mode=False)
        sys.stdout.flush()
        return report_interrupt() if code == INTERRUPTED else int(code or 0)
    except KeyboardInterrupt:
        return report_interrupt()
    except (BrokenPipeError, SystemExit):  # typer turns a BrokenPipeError into a SystemExit
        return silence_broken_pipe()
    except RaftlabError as error:
        return print_error(str(error), error.exit_code)
    except OSError as error:
        return report_system_error(error)
    except Exception as error:  # a usage error of the parser, or a bug
        return report_error(error)


def report_error(error: Exception) -> int:
    """Report a usage error of the parser, or a bug of the kit; return the exit code."""
    if type(error).__name__ == "Abort":
        return report_interrupt()
    format_message: Callable[[], str] | None = getattr(error, "format_message", None)
    if format_message is not None:  # click's ClickException, or typer's own copy of it
        return report_usage_error(error, format_message())
    if os.environ.get("RAFTLAB_DEBUG"):
        import traceback

        traceback.print_exception(error)
    text = f"{type(error).__name__}: {error}"
    return print_error(
        f"a fault of the kit, not of your work: {text}; report it to your course with `raftlab doctor`'s output "
        "(RAFTLAB_DEBUG=1 shows where)",
        KIT_FAULT,
    )


def report_system_error(error: OSError) -> int:
    """Report what the system refused: a full disk or a folder that is gone are no fault of the kit."""
    if error.errno in FULL_DISK_ERRNOS:
        return report_full_disk(error)
    try:
        os.getcwd()
    except FileNotFoundError:
        return print_error("this folder was deleted; change to another one with cd, and run this again", WRONG_USAGE)
    return report_error(error)


def report_full_disk(error: OSError) -> int:
    """Report that the output, or a file, cannot be written; drop what is left of the output."""
    if not error.filename:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    place = error.filename or "the output"
    return print_error(
        f"{place} cannot be written ({error.strerror}); make room on that disk, and run this again", WRONG_USAGE
    )


def report_no_command() -> int:
    """Show how to begin, and the commands by name."""
    import shutil

    from raftlab.cli.support.command_overview import SCREEN_COLUMNS, overview_text

    width = shutil.get_terminal_size().columns if sys.stderr.isatty() else SCREEN_COLUMNS
    print(overview_text(width), file=sys.stderr)
    return WRONG_USAGE


def report_usage_error(error: Exception, message: str) -> int:
    """Report wrong arguments in one line; for a group of commands without one, print its help."""
    if type(error).__name__ == "NoArgsIsHelpError":
        print(message, file=sys.stderr)
        return WRONG_USAGE
    for kind, word in (("int range", "whole number"), ("float range", "number"), ("integer", "whole number")):
        message = message.replace(f"is not a valid {kind}", f"is not a {word}")
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "raftlab"
    return print_error(f"{message.rstrip('.')} (`{path} --help` shows what it takes)", WRONG_USAGE)


def print_error(line: str, code: int) -> int:
    """Write one line to standard error and return `code`."""
    from raftlab.cli.support.console import warn

    warn(line)
    return code


def report_interrupt() -> int:
    """Report that Ctrl-C ended the command; return the exit code that says so."""
    return print_error("stopped; no file was left half written", INTERRUPTED)


def silence_broken_pipe() -> int:
    """End without a message if the reader has closed the pipe (`raftlab … | head`)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE
