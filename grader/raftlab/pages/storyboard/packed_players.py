"""The players of a storyboard: one for each run, compressed, so that a page holds many and unpacks one."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from raftlab.pages.html.markup import Markup, join, tag
from raftlab.pages.html.page_template import embed_compressed
from raftlab.pages.player.page import draw_player, player_data
from raftlab.pages.storyboard.storyboard_models import StoryboardRun

ID_PREFIX = "run-"
"""The id prefix of the player that a storyboard shows."""


@dataclass
class PackedPlayers:
    """The compressed players of a page, each once: several combinations may have the same run."""

    id_by_data: dict[bytes, str] = field(default_factory=dict)

    def id_of(self, storyboard_run: StoryboardRun) -> str:
        """Return the id of the player of a run on the page."""
        kept: dict[str, str] = {}

        def hold(name: str, data: bytes) -> None:
            kept[name] = data.decode()

        markup = str(
            draw_player(
                storyboard_run.trace,
                storyboard_run.reference_events,
                id_prefix=ID_PREFIX,
                embed_data=hold,
                machines=storyboard_run.machines,
            )
        )
        player = {
            "markup": markup,
            "data": player_data(
                storyboard_run.trace, storyboard_run.reference_events, ID_PREFIX, storyboard_run.machines
            )
            | {"kept": kept},
        }
        return self.id_by_data.setdefault(msgspec.json.encode(player), f"packed{len(self.id_by_data)}")

    def packed_elements(self) -> Markup:
        """Return the elements that hold the players."""
        return join(*(embed_compressed(key, data) for data, key in self.id_by_data.items()))


def player_fold() -> Markup:
    """Return the element in which the script shows the player of the chosen combination."""
    stage = tag("div", id="run-stage")
    summary = tag("summary", "step through this run, event by event")
    return tag("details", summary, stage, id="run", class_="failure")


def panel_jump_button(panel_name: str) -> Markup:
    """Return the button that goes to the first event of a panel."""
    return tag("button", "step through", type="button", class_="step-in", aria_label=f"step through panel {panel_name}")
