"""`raftlab doctor`: what this machine offers, and how to get more."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

import typer

from raftlab import __version__
from raftlab.cli.support.console import say
from raftlab.errors import KitError, SubmissionError
from raftlab.kit import Kit, find_kit
from raftlab.worker.isolation_level import measure_level, start_failure_text

PACKAGES = ("typer", "rich", "msgspec", "pytest", "pytest-timeout", "hypothesis", "watchfiles")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def add_to(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("doctor")(doctor)


def doctor() -> int:
    """Tell what this machine offers, and how to get more.

    Versions, the kit in use, and how strictly a submission is jailed here.

    \b
    Example: raftlab doctor
    """
    kit = find_kit()
    print_row("raftlab", f"{__version__} in {kit.root}, {kit_contents_text(kit)}")
    print_row("python", f"{platform.python_version()} ({sys.executable}); 3.11 or newer is needed")
    print_row("system", f"{platform.system()} {platform.release()} {platform.machine()}")
    for package in PACKAGES:
        print_row(package, package_version_text(package))
    print_row(
        "bubblewrap", program_version_text("bwrap") or "not found; with it the jail reaches L3 (apt install bubblewrap)"
    )
    browser = next(filter(None, map(program_version_text, BROWSERS)), None)
    print_row("chromium", browser or "not found; only the kit's own page tests need it (apt install chromium)")
    return check_jail()


def print_row(name: str, text: str) -> None:
    """Write one finding."""
    say(f"{name:<15} {text}")


def kit_contents_text(kit: Kit) -> str:
    """Return what the kit holds, in words."""
    answers = "with" if kit.reference.is_dir() else "without"
    return f"{len(kit.scenes)} scenes, {answers} the reference solutions"


def package_version_text(package: str) -> str:
    """Return the version of a package, or how to get it."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing; install raftlab again"


def program_version_text(name: str) -> str | None:
    """Return the path and version line of a program, None where it is not installed."""
    path = shutil.which(name)
    if path is None:
        return None
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return f"{path}, but it does not run"
    return f"{path} ({told.strip() or 'version unknown'})"


def check_jail() -> int:
    """Tell the level that a worker measures here, and how to raise it; return the exit code."""
    try:
        found = measure_level()
    except (SubmissionError, KitError, OSError) as fault:
        print_row("jail", start_failure_text(KitError(str(fault))))
        return KitError.exit_code
    print_row("jail", f"{found.level}, measured: {found.meaning}")
    print_row("", f"walls: {', '.join(found.mechanisms)}")
    if found.leaks:
        print_row("", f"a submission could: {', '.join(found.leaks)}")
    if found.repair:
        print_row("", found.repair)
    return 0
