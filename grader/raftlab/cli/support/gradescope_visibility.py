"""The option `--hidden`: when Gradescope shows the rows of hidden checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line

if TYPE_CHECKING:
    from raftlab.batch.exports.gradescope import Visibility


VISIBILITIES = ("after_published", "hidden", "after_due_date", "visible")
HiddenVisibility = Annotated[
    str, typer.Option("--hidden", metavar="WHEN", help="When students see the rows of hidden checks.")
]


def parse_hidden_check_visibility(word: str) -> Visibility:
    """Return when hidden checks are shown. UsageError for another word."""
    from raftlab.batch.exports.gradescope import Visibility

    if word not in VISIBILITIES:
        raise UsageError(f"--hidden {one_line(word)}: unknown; there are {', '.join(VISIBILITIES)}")
    visibility: Visibility = msgspec.convert(word, type=Visibility)
    return visibility
