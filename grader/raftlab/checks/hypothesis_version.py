"""Checks the version of Hypothesis: the examples that a check draws from a seed depend on it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from raftlab.errors import KitError

FIRST_VERSION, END_VERSION = (6, 153), (6, 171)
"""From the first to below the other one, the same seed draws the same examples; pyproject.toml has the same bounds.

To widen them, run tests/checks/test_hypothesis_version.py with the new version installed.
"""


def require_hypothesis_version() -> str:
    """Return the installed version of Hypothesis. KitError if it is missing, or draws other examples."""
    bounds = f"hypothesis>={dotted_version(FIRST_VERSION)},<{dotted_version(END_VERSION)}"
    try:
        installed = version("hypothesis")
    except PackageNotFoundError:
        raise KitError(
            f"hypothesis is not installed, and checks draw their examples with it; {install_command(bounds)}"
        ) from None
    if not FIRST_VERSION <= release_numbers(installed) < END_VERSION:
        raise KitError(
            f"hypothesis {installed} draws other examples than the versions that grades are made with; "
            f"{install_command(bounds)}"
        )
    return installed


def release_numbers(version_text: str) -> tuple[int, ...]:
    """Return the first two numbers of a version; zeros for a text that has none."""
    parts = (*version_text.split(".")[:2], "0")[:2]
    return tuple(int(part) if part.isdecimal() else 0 for part in parts)


def dotted_version(numbers: tuple[int, ...]) -> str:
    """Return the numbers of a version as text."""
    return ".".join(map(str, numbers))


def install_command(bounds: str) -> str:
    """Return the command that installs a version within `bounds`."""
    return f"run pip install '{bounds}'"
