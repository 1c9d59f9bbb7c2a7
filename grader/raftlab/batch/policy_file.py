"""Reads a policy of the course staff from a TOML file."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from raftlab.errors import UsageError
from raftlab.submission_reader import printable_path

Policy = TypeVar("Policy", bound=msgspec.Struct)


def read_policy_file(file: Path, policy_type: type[Policy], kind: str, command: str) -> Policy:
    """Return the policy in a TOML file. UsageError, with the key, if it is none; `command` --help shows one."""
    try:
        return msgspec.toml.decode(file.read_bytes(), type=policy_type)
    except OSError as error:
        raise UsageError(f"{printable_path(file)} cannot be read ({error.strerror}); name a policy in TOML") from None
    except (msgspec.DecodeError, ValueError) as error:
        raise UsageError(
            f"{printable_path(file)} is no {kind} ({error}); `raftlab {command} --help` shows one"
        ) from None
