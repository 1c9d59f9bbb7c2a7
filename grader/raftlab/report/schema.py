"""The published JSON Schema of result.json. `python -m raftlab.report.schema` writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from raftlab.grading_models import Result

SCHEMA_PATH = Path(__file__).with_name("result.schema.json")


def result_schema() -> dict[str, Any]:
    """Return the JSON Schema of result.json."""
    schema = msgspec.json.schema(Result)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "raftlab result", **schema}


def schema_text() -> str:
    """Return the text of result.schema.json."""
    return json.dumps(result_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA_PATH.write_text(schema_text(), encoding="utf-8")
