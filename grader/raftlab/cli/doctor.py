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
from raftlab.kit import Kit, LayerSource, find_kit
from raftlab.worker.host import WorkerHosts, load_request

PACKAGES = ("typer", "rich", "msgspec", "pytest", "pytest-timeout", "hypothesis", "watchfiles")
KIT_FAULT = 3
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MORE = {
    "L2": "L3 needs bubblewrap (apt install bubblewrap), user namespaces, and a kernel with Landlock",
    "L1": "L2 needs Linux with seccomp, on x86-64 or arm64; grade no stranger's work here",
}
"""Level -> how to get a higher one."""
PROBE = LayerSource("probe.py", "from raftlab.server import Server\n\n\nclass Probe(Server):\n    pass\n", "Probe")


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
        with WorkerHosts(load_request((PROBE,), ())) as hosts:
            hosts.open()
            hello = hosts.hello
    except (SubmissionFault, KitFault, OSError) as fault:
        row("jail", f"none: a worker does not start here ({fault}); only --in-process grades")
        return KIT_FAULT
    row("jail", f"{hello.level}, measured: {', '.join(hello.walls) or 'resource limits only'}")
    if hello.leaks:
        row("", f"a submission could: {', '.join(hello.leaks)}")
    if hello.level in MORE:
        row("", MORE[hello.level])
    return 0
