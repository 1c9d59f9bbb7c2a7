"""`raftlab doctor`: check this machine: versions, kit, and jail level."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

from raftlab import __version__
from raftlab.cli.support.console import say_wrapped
from raftlab.errors import KitError, SubmissionError
from raftlab.jail.bubblewrap import find_bubblewrap
from raftlab.kit import Kit, find_kit
from raftlab.worker.measure_isolation import measure_level, start_failure_text

PACKAGES = ("typer", "rich", "msgspec", "pytest", "pytest-timeout", "hypothesis")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def doctor() -> int:
    """Check this machine: versions, kit, and jail level.

    The output says what is missing and how to install it.

    \b
    Example: raftlab doctor
    """
    kit = find_kit()
    print_row("raftlab", f"{__version__} in {kit.root}, {kit_contents_text(kit)}")
    print_row("python", f"{platform.python_version()} ({sys.executable}); 3.11 or newer is needed")
    print_row("system", f"{platform.system()} {platform.release()} {platform.machine()}")
    for package in PACKAGES:
        print_row(package, package_version_text(package))
    bubblewrap = program_version_text(find_bubblewrap())  # where the jail looks, which is not the PATH
    print_row("bubblewrap", bubblewrap or "not found; with it the jail reaches L3 (apt install bubblewrap)")
    browser = next((text for name in BROWSERS if (text := program_version_text(shutil.which(name)))), None)
    print_row("chromium", browser or "not found; only the kit's own page tests need it (apt install chromium)")
    return check_jail()


def print_row(name: str, text: str) -> None:
    """Print one row."""
    say_wrapped(f"{name:<15} {text}")


def kit_contents_text(kit: Kit) -> str:
    """Return the contents of the kit in words."""
    reference = "with" if kit.reference.is_dir() else "without"
    return f"{len(kit.scenes)} scenes, {reference} the reference solutions"


def package_version_text(package: str) -> str:
    """Return the version of a package, or how to get it."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing; install raftlab again"


def program_version_text(path: str | None) -> str | None:
    """Return the path and version line of a program, None if it is not installed."""
    if path is None:
        return None
    try:
        output = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return f"{path}, but it does not run"
    return f"{path} ({output.strip() or 'version unknown'})"


def check_jail() -> int:
    """Print the jail level that a worker measures here, and how to raise it; return the exit code."""
    try:
        measured = measure_level()
    except (SubmissionError, KitError, OSError) as error:
        print_row("jail", start_failure_text(KitError(str(error))))
        return KitError.exit_code
    print_row("jail", f"{measured.level}, measured: {measured.description}")
    print_row("", f"walls: {', '.join(measured.mechanisms)}")
    if measured.leaks:
        print_row("", f"a submission could: {', '.join(measured.leaks)}")
    if measured.repair:
        print_row("", measured.repair)
    return 0
