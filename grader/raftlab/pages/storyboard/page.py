"""The storyboard page: the panels of a scenario, with a run for each combination of choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from raftlab.pages.drawing.cluster_panel import draw_cluster, state_table
from raftlab.pages.html.markup import Markup, join, tag
from raftlab.pages.html.page_template import render_page
from raftlab.pages.player.page import help_dialog
from raftlab.pages.storyboard.choices import Toggle
from raftlab.pages.storyboard.packed_players import PackedPlayers, player_fold, step_button
from raftlab.pages.storyboard.run_summary import broken_promises, run_summary
from raftlab.pages.storyboard.runs import Storyboard, StoryboardRun
from raftlab.pages.trace_analysis.partitions import cut_text
from raftlab.pages.trace_analysis.ringed_index import find_ringed_index
from raftlab.pages.trace_analysis.state_machines import MachineState, machines_at
from raftlab.pages.trace_analysis.states import ClusterState, cluster_states, position_of
from raftlab.trace import Panel

SCRIPTS = ("page.js", "run.js", "player.js", "storyboard.js")

KEYS = (
    ("← → or j k", "previous panel, next panel"),
    ("Home End", "first panel, last panel"),
    ("1 to 9", "that panel"),
    ("t", "the next rule (whose server)"),
    ("f", "the next ending"),
    ("v", "the next combination that breaks a promise"),
    ("s", "step through the run, from this panel"),
    ("inside the run", "← → j k Home End v d space 1 to 9 move in it; t and f change it"),
    ("?", "this help"),
)


@dataclass
class SharedPieces:
    """Pictures and verdicts of a page, each once: combinations share them."""

    id_by_piece: dict[Markup, str] = field(default_factory=dict)

    def id_of(self, piece: Markup) -> str:
        """Return the id of `piece` on the page."""
        return self.id_by_piece.setdefault(piece, f"piece{len(self.id_by_piece)}")


def storyboard_page(storyboard: Storyboard, note: str = "") -> str:
    """Return the page of one scenario. Each combination of choices is a run of the engine."""
    panels, verdicts, runs = SharedPieces(), SharedPieces(), PackedPlayers()
    shown: dict[str, dict[str, Any]] = {
        " ".join(keys): {
            "panels": [panels.id_of(figure) for figure in panel_figures(run)],
            "verdict": "v" + verdicts.id_of(run_summary(run)),
            "broken": bool(broken_promises(run.trace)),
            "run": runs.id_of(run),
        }
        for keys, run in storyboard.runs.items()
    }
    first = next(iter(shown.values()))
    body = tag(
        "main",
        tag("header", tag("h1", storyboard.scenario.title), tag("p", source_line(storyboard), class_="muted")),
        *note_paragraphs(storyboard, note),
        toggle_bar(storyboard.toggles),
        tag(
            "div",
            *piece_elements(verdicts.id_by_piece, {first["verdict"]}, "v"),
            class_="verdict",
            id="verdict",
            role="status",
        ),
        tag("div", *piece_elements(panels.id_by_piece, set(first["panels"]), ""), class_="panels", id="panels"),
        legend(),
        player_fold(),
        runs.packed_elements(),
        help_dialog(KEYS),
    )
    data = {"toggles": [toggle.name for toggle in storyboard.toggles], "shown": shown}
    return render_page(f"{storyboard.scenario.title} · raftlab", body, scripts=SCRIPTS, data=data)


def source_line(storyboard: Storyboard) -> str:
    """Return the source of the scenario: paper, scene, file, and how many combinations were run."""
    many = len(storyboard.runs)
    all_text = "both" if many == 2 else f"all {many}"
    played = f"the engine ran {all_text} combinations" if many > 1 else "run by the engine"
    paper = f"Raft {storyboard.scenario.paper} · " if storyboard.scenario.paper else ""
    return f"{paper}{storyboard.scene}, {storyboard.file} · {played}"


def note_paragraphs(storyboard: Storyboard, note: str) -> list[Markup]:
    """Return the notes on what this page lacks."""
    notes = []
    if storyboard.missing_choices:
        missing = "; ".join(storyboard.missing_choices)
        notes.append(f"This kit does not contain these servers: {missing}. Their choices are left out.")
    if note:
        notes.append(note)
    return [tag("p", line, class_="note muted") for line in notes]


# ---- choices -------------------------------------------------------------------------------------------------------


def toggle_bar(toggles: tuple[Toggle, ...]) -> Markup:
    """Return the controls: a checkbox for each addition, radio buttons for the rest."""
    controls = (checkbox(toggle) if toggle.kind == "addition" else radio_buttons(toggle) for toggle in toggles)
    more = tag("button", "? keys", type="button", id="help-button")
    return tag("form", *controls, more, class_="toggles", id="toggles", aria_label="Choices")


def radio_buttons(toggle: Toggle) -> Markup:
    """Return a group of radio buttons."""
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
    """Return a checkbox, which is off or on."""
    box = tag("input", type="checkbox", name=toggle.name, value="on")
    return tag("fieldset", tag("legend", toggle.name), tag("label", box, tag("span", toggle.legend)))


# ---- panels --------------------------------------------------------------------------------------------------------


def piece_elements(pieces: Mapping[Markup, str], visible_ids: set[str], prefix: str) -> list[Markup]:
    """Return each piece in an element with its id, hidden unless it is shown first."""
    name = "div" if prefix else "figure"
    return [
        tag(name, piece, id=prefix + key, hidden=prefix + key not in visible_ids, tabindex=None if prefix else -1)
        for piece, key in pieces.items()
    ]


def panel_figures(storyboard_run: StoryboardRun) -> list[Markup]:
    """Return the panels of one run, each with its caption and its table."""
    states = cluster_states(storyboard_run.trace)
    ring = find_ringed_index(storyboard_run.trace)
    ends = [(each, states[position_of(storyboard_run.trace, each.last)]) for each in storyboard_run.trace.panels]
    cells = max((len(view.log) for _, end in ends for view in end.views.values()), default=0)
    return [panel_figure(storyboard_run, each, end, max(cells, 3), ring) for each, end in ends]


def machines_at_end(storyboard_run: StoryboardRun, panel: Panel) -> Mapping[str, MachineState] | None:
    """Return the machines at the end of a panel, None if the scenario is not about them."""
    history = storyboard_run.machines.run
    return machines_at(history, position_of(storyboard_run.trace, panel.last)) if history else None


def panel_figure(
    storyboard_run: StoryboardRun, panel: Panel, end_state: ClusterState, minimum_cells: int, ringed_index: int | None
) -> Markup:
    """Return the content of one panel's figure: the state at its end."""
    servers, views = storyboard_run.trace.servers, end_state.views
    title = f"Panel {panel.name}: {panel.title}"
    machines = machines_at_end(storyboard_run, panel)
    picture = draw_cluster(
        servers,
        views,
        minimum_cells=minimum_cells,
        ringed_index=ringed_index,
        badge=panel.badge,
        title=title,
        machines=machines,
    )
    caption = tag("figcaption", tag("strong", f"({panel.name}) "), panel.title)
    rows = tag(
        "div", state_table(servers, views, title, machines), class_="scroll", tabindex=0, role="group", aria_label=title
    )
    words = tag("details", tag("summary", "as a table"), rows)
    scrolled = tag("div", picture, class_="scroll", tabindex=0, role="group", aria_label=f"{title}: picture")
    links = tag("p", f"links: {cut_text(servers, end_state.cuts)}", class_="links") if end_state.cuts else None
    return join(caption, scrolled, links, step_button(panel.name), words)


def legend() -> Markup:
    """Return the legend."""
    signs = (
        "number in a cell: the entry's term",
        "✓ S1 under a term: voted for S1 in that term",
        "line under cells: committed",
        "thick outline: leader",
        "hatched: down",
        "dashed ring: the index that the story is about",
    )
    return tag("p", " · ".join(signs), class_="legend")
