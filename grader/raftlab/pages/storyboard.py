"""The storyboard: a scenario's panels in a row, and the choices that the engine has played, every combination."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from raftlab.pages.choices import Toggle
from raftlab.pages.holdings import Held, held_at
from raftlab.pages.links import cut_text
from raftlab.pages.markup import Markup, join, tag
from raftlab.pages.moments import Moment, moments, position_of
from raftlab.pages.page import page
from raftlab.pages.panel import panel, table
from raftlab.pages.player import help_dialog
from raftlab.pages.stepping import Runs, run_part, step_button
from raftlab.pages.tellings import Board, Telling
from raftlab.pages.verdict import harms, ringed, verdict
from raftlab.trace import Panel

SCRIPTS = ("page.js", "run.js", "player.js", "storyboard.js")

KEYS = (
    ("← → or j k", "the panel before, the next"),
    ("Home End", "the first panel, the last"),
    ("1 to 9", "that panel"),
    ("t", "the next rule (whose server)"),
    ("f", "the next ending"),
    ("v", "the next combination that breaks a promise"),
    ("s", "step through the run, from this panel"),
    ("inside the run", "← → j k Home End v d space 1 to 9 move in it; t and f change it"),
    ("?", "this help"),
)


@dataclass
class Pieces:
    """Pictures and verdicts, each once: many combinations share them."""

    found: dict[Markup, str] = field(default_factory=dict)

    def id(self, piece: Markup) -> str:
        """Return the id under which the page holds `piece`."""
        return self.found.setdefault(piece, f"piece{len(self.found)}")


def storyboard_page(board: Board, note: str = "") -> str:
    """Return the page of one scenario. Nothing in it was drawn by hand: each combination is a run of the engine."""
    panels, verdicts, runs = Pieces(), Pieces(), Runs()
    shown: dict[str, dict[str, Any]] = {
        " ".join(keys): {
            "panels": [panels.id(figure) for figure in figures(told)],
            "verdict": "v" + verdicts.id(verdict(told)),
            "broken": bool(harms(told.trace)),
            "run": runs.id(told),
        }
        for keys, told in board.tellings.items()
    }
    first = next(iter(shown.values()))
    body = tag(
        "main",
        tag("header", tag("h1", board.scenario.title), tag("p", source_line(board), class_="muted")),
        *notes(board, note),
        toggle_bar(board.toggles),
        tag("div", *held(verdicts.found, {first["verdict"]}, "v"), class_="verdict", id="verdict", role="status"),
        tag("div", *held(panels.found, set(first["panels"]), ""), class_="panels", id="panels"),
        legend(),
        run_part(),
        runs.elements(),
        help_dialog(KEYS),
    )
    data = {"toggles": [toggle.name for toggle in board.toggles], "shown": shown}
    return page(f"{board.scenario.title} · raftlab", body, scripts=SCRIPTS, data=data)


def source_line(board: Board) -> str:
    """Return where the story is told."""
    many = len(board.tellings)
    every = "both" if many == 2 else f"all {many}"
    played = f"the engine played {every} combinations" if many > 1 else "played by the engine"
    paper = f"Raft {board.scenario.paper} · " if board.scenario.paper else ""
    return f"{paper}{board.scene}, {board.file} · {played}"


def notes(board: Board, note: str) -> list[Markup]:
    """Return what the reader should know of what is not here."""
    told = []
    if board.missing:
        held_back = "; ".join(board.missing)
        told.append(f"This kit holds no server of the course for: {held_back}. Those choices are left out.")
    if note:
        told.append(note)
    return [tag("p", line, class_="note muted") for line in told]


# ---- choices -------------------------------------------------------------------------------------------------------


def toggle_bar(toggles: tuple[Toggle, ...]) -> Markup:
    """Return the controls: a checkbox for what is on or off, radio buttons for the rest."""
    controls = (checkbox(toggle) if toggle.what == "addition" else radios(toggle) for toggle in toggles)
    more = tag("button", "? keys", type="button", id="help-button")
    return tag("form", *controls, more, class_="toggles", id="toggles", aria_label="Choices")


def radios(toggle: Toggle) -> Markup:
    """Return a group of radio buttons, or nothing where there is nothing to choose."""
    options = (
        tag(
            "label",
            tag("input", type="radio", name=toggle.name, value=choice.key, checked=n == 0),
            tag("span", choice.label),
        )
        for n, choice in enumerate(toggle.choices)
    )
    return tag("fieldset", tag("legend", toggle.legend), *options)


def checkbox(toggle: Toggle) -> Markup:
    """Return a checkbox: its settings are off and on."""
    box = tag("input", type="checkbox", name=toggle.name, value="on")
    return tag("fieldset", tag("legend", toggle.name), tag("label", box, tag("span", toggle.legend)))


# ---- panels --------------------------------------------------------------------------------------------------------


def held(pieces: Mapping[Markup, str], shown: set[str], prefix: str) -> list[Markup]:
    """Return each piece in an element with its id, hidden unless it is shown at first."""
    name = "div" if prefix else "figure"
    return [
        tag(name, piece, id=prefix + key, hidden=prefix + key not in shown, tabindex=None if prefix else -1)
        for piece, key in pieces.items()
    ]


def figures(telling: Telling) -> list[Markup]:
    """Return the panels of one telling, each with its caption and its table."""
    run = moments(telling.trace)
    ring = ringed(telling.trace)
    ends = [(each, run[position_of(telling.trace, each.last)]) for each in telling.trace.panels]
    cells = max((len(view.log) for _, end in ends for view in end.views.values()), default=0)
    return [figure(telling, each, end, max(cells, 3), ring) for each, end in ends]


def held_then(telling: Telling, each: Panel) -> Mapping[str, Held] | None:
    """Return what the machines hold at the end of a panel, None where the story is not about them."""
    mine = telling.machines.mine
    return held_at(mine, position_of(telling.trace, each.last)) if mine else None


def figure(telling: Telling, each: Panel, end: Moment, cells: int, ring: int | None) -> Markup:
    """Return the inside of one panel's figure: the moment at its end."""
    servers, views = telling.trace.servers, end.views
    title = f"Panel {each.name}: {each.title}"
    held = held_then(telling, each)
    picture = panel(servers, views, cells=cells, ring=ring, badge=each.badge, name=title, held=held)
    caption = tag("figcaption", tag("strong", f"({each.name}) "), each.title)
    rows = tag("div", table(servers, views, title, held), class_="scroll", tabindex=0, role="group", aria_label=title)
    words = tag("details", tag("summary", "as a table"), rows)
    scrolled = tag("div", picture, class_="scroll", tabindex=0, role="group", aria_label=f"{title}: picture")
    links = tag("p", f"links: {cut_text(servers, end.cuts)}", class_="links") if end.cuts else None
    return join(caption, scrolled, links, step_button(each.name), words)


def legend() -> Markup:
    """Return what the signs mean."""
    told = (
        "number in a cell: the entry's term",
        "✓ S1 under a term: voted for S1 in that term",
        "line under cells: committed",
        "thick outline: leader",
        "hatched: down",
        "dashed ring: the index that the story is about",
    )
    return tag("p", " · ".join(told), class_="legend")
