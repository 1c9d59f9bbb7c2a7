"""Ends an installation on an old Python at once: pip would first try versions of the extras' packages, for minutes."""

from __future__ import annotations

import sys
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

OLDEST = (3, 11)


class CustomMetadataHook(MetadataHookInterface):
    """Adds nothing to the metadata."""

    def update(self, metadata: dict[str, Any]) -> None:
        """End the installation with one line on a Python older than OLDEST."""
        if sys.version_info < OLDEST:
            raise SystemExit(
                f"raftlab needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.base_prefix}). "
                "Make .venv again with a newer one, as in: python3.12 -m venv --clear .venv"
            )
