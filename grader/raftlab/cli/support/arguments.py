"""The arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SceneId = Annotated[str, typer.Argument(metavar="SCENE", help="A scene's id; `raftlab scenes` lists them.")]
SubmissionPath = Annotated[
    Path | None,
    typer.Argument(
        metavar="PATH", help="A folder with the scene's file, or one file. Default: the scene's folder here."
    ),
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, help="The seed of every random choice.")]
