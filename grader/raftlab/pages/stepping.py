"""The runs behind a storyboard: the player of each telling, packed, so that a page holds many and unpacks one."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from raftlab.pages.markup import Markup, join, tag
from raftlab.pages.page import packed
from raftlab.pages.player import player, player_data
from raftlab.pages.tellings import Telling

NAME = "run-"
"""What begins the ids of the one player that a storyboard shows at a time."""


@dataclass
class Runs:
    """The packed players of a page, each once: several combinations may have played the same run."""

    found: dict[bytes, str] = field(default_factory=dict)

    def id(self, telling: Telling) -> str:
        """Return the id under which the page holds the telling's player."""
        kept: dict[str, str] = {}

        def hold(name: str, data: bytes) -> None:
            kept[name] = data.decode()

        markup = str(player(telling.trace, telling.beside, name=NAME, hold=hold, machines=telling.machines))
        told = {
            "markup": markup,
            "data": player_data(telling.trace, telling.beside, NAME, telling.machines) | {"kept": kept},
        }
        return self.found.setdefault(msgspec.json.encode(told), f"packed{len(self.found)}")

    def elements(self) -> Markup:
        """Return the elements that hold the players."""
        return join(*(packed(key, data) for data, key in self.found.items()))


def run_part() -> Markup:
    """Return the fold in which the script shows the player of the chosen combination."""
    place = tag("div", id="run-stage")
    summary = tag("summary", "step through this run, event by event")
    return tag("details", summary, place, id="run", class_="failure")


def step_button(name: str) -> Markup:
    """Return the button of a panel that leads to its first event."""
    return tag("button", "step through", type="button", class_="step-in", aria_label=f"step through panel {name}")
