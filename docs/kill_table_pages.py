"""The pages of the site that are written from the kill table: the track record, and the comparison with other kits."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from raftlab.authoring.peer_kit_mistakes import read_mistakes

SEED_COUNT = re.compile(r"(\d+) of (\d+)")
KILL_ROW = re.compile(r"\| ([\w-]+) \| (`\w+`|a hidden check) \| ([^|]+) \|")

PEER_TITLES = {
    "missed": "Mistakes that the suite passed in both runs",
    "published": "Mistakes in published solutions that the suite passed",
    "course": "Mistakes that guides and teachers of such courses describe",
}

Kills = dict[tuple[str, str], tuple[str, str]]
"""(scene, wrong solution) -> (check, seeds)."""


def track_record_page(design: Path) -> str:
    """Return the mistakes that were published elsewhere, each with the check of this kit that catches it."""
    published = tomllib.loads((design / "published_bugs.toml").read_text(encoding="utf-8"))
    kills = kill_rows((design / "KILLS.md").read_text(encoding="utf-8"))
    bugs = [(scene, bug, record) for scene, records in published.items() for bug, record in records.items()]
    measured = [(scene, bug, record) for scene, bug, record in bugs if (scene, bug) in kills]
    rows = "".join(
        f"| {scene} | {bug.replace('-', ' ')} | {report_links(record)} | {check} | {seeds} |\n"
        for scene, bug, record in measured
        for check, seeds in [kills[scene, bug]]
    )
    caught_count = sum(is_on_every_seed(kills[scene, bug][1]) for scene, bug, _ in measured)
    head = (design / "track-record.head.md").read_text(encoding="utf-8")
    return (
        f"{head}\n**{caught_count} of {len(measured)} are caught on every seed tried.** "
        f"{len(bugs) - len(measured)} more are in the kit, and not in the measured table yet.\n\n"
        f"| scene | mistake | reported for | caught by | seeds |\n|---|---|---|---|---|\n{rows}"
    )


def peers_page(root: Path) -> str:
    """Return the comparison with other kits, and the mistakes by source, each with the wrong solutions that make it."""
    mistakes = read_mistakes(root)
    kills = kill_rows((root / "docs" / "design" / "KILLS.md").read_text(encoding="utf-8"))
    page = (root / "docs" / "design" / "peers.head.md").read_text(encoding="utf-8")
    for source, title in PEER_TITLES.items():
        rows = "".join(
            f"| {each.what} | {each.paper} | {', '.join(kill_cell(mutant, kills) for mutant in each.mutants)} |\n"
            for each in mistakes
            if each.source == source
        )
        page += (
            f"\n## {title}\n\n| mistake | paper | wrong solutions here, and what catches them |\n|---|---|---|\n{rows}"
        )
    return page


def kill_cell(mutant: str, kills: Kills) -> str:
    """Return the name of a wrong solution with its check and its seeds. mutant: `SCENE/NAME`."""
    scene, _, name = mutant.partition("/")
    check, seeds = kills.get((scene, name), ("not measured yet", ""))
    return f"`{mutant}`: {check}" + (f" ({seeds})" if seeds and seeds != "all" else "")


def report_links(record: dict[str, Any]) -> str:
    """Return the links to the texts that report a mistake."""
    return ", ".join(f"[{report['name']}]({report['url']})" for report in record["reports"])


def is_on_every_seed(seeds: str) -> bool:
    """Return whether a check caught the mistake on every seed tried. seeds: "all", or "4 of 5"."""
    count = SEED_COUNT.fullmatch(seeds)
    return seeds == "all" or (count is not None and count[1] == count[2])


def kill_rows(page: str) -> Kills:
    """Return (scene, wrong solution) -> (check, seeds), as the kill table has them."""
    rows, scene = {}, ""
    for line in page.splitlines():
        if line.startswith("## "):
            scene = line.removeprefix("## ").strip()
        elif match := KILL_ROW.match(line):
            rows[scene, match[1]] = (match[2], match[3].strip())
    return rows
