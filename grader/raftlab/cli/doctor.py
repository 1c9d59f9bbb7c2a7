"""`raftlab doctor`: what this machine offers, and how to get more."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

import typer

from raftlab import __version__
from raftlab.cli.console import say
from raftlab.errors import KitFault, SubmissionFault
from raftlab.kit import Kit, find_kit
from raftlab.worker.level import measure, unstarted

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
    row("raftlab", f"{__version__} in {kit.root}, {trees(kit)}")
    row("python", f"{platform.python_version()} ({sys.executable}); 3.11 or newer is needed")
    row("system", f"{platform.system()} {platform.release()} {platform.machine()}")
    for package in PACKAGES:
        row(package, installed(package))
    row("bubblewrap", program("bwrap") or "not found; with it the jail reaches L3 (apt install bubblewrap)")
    browser = next(filter(None, map(program, BROWSERS)), None)
    row("chromium", browser or "not found; only the kit's own page tests need it (apt install chromium)")
    return jail()


def row(name: str, text: str) -> None:
    """Write one finding."""
    say(f"{name:<15} {text}")


def trees(kit: Kit) -> str:
    """Return what the kit holds, in words."""
    answers = "with" if kit.reference.is_dir() else "without"
    return f"{len(kit.scenes)} scenes, {answers} the reference solutions"


def installed(package: str) -> str:
    """Return the version of a package, or how to get it."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing; install raftlab again"


def program(name: str) -> str | None:
    """Return the path and version line of a program, None where it is not installed."""
    path = shutil.which(name)
    if path is None:
        return None
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return f"{path}, but it does not run"
    return f"{path} ({told.strip() or 'version unknown'})"


def jail() -> int:
    """Tell the level that a worker measures here, and how to raise it; return the exit code."""
    try:
        found = measure()
    except (SubmissionFault, KitFault, OSError) as fault:
        row("jail", unstarted(KitFault(str(fault))))
        return KitFault.exit_code
    row("jail", f"{found.level}, measured: {found.meaning}")
    row("", f"walls: {', '.join(found.walls)}")
    if found.leaks:
        row("", f"a submission could: {', '.join(found.leaks)}")
    if found.repair:
        row("", found.repair)
    return 0
