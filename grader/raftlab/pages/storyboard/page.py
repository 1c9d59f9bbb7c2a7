"""The storyboard page: the panels of a scenario as a story, with a run for each combination of choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from raftlab.pages.drawing.log_strip import occasional_signs
from raftlab.pages.html.markup import Markup, escape_untruncated, join, tag
from raftlab.pages.html.page_template import render_page
from raftlab.pages.player.page import help_dialog
from raftlab.pages.storyboard.choices import STUDENT_SERVER, Combination
from raftlab.pages.storyboard.listing_use import unused_listing_notes
from raftlab.pages.storyboard.packed_players import PackedPlayers, player_fold
from raftlab.pages.storyboard.panel_facts import PanelFacts, panel_facts_of
from raftlab.pages.storyboard.panel_figures import panel_figures
from raftlab.pages.storyboard.run_summary import promise_violations, run_summary
from raftlab.pages.storyboard.story_file import (
    NO_STORY,
    Question,
    Story,
    choose_answer_text,
    choose_panel_text,
    is_condition_met,
)
from raftlab.pages.storyboard.storyboard_models import Storyboard, StoryboardRun
from raftlab.pages.storyboard.text_sections import listings_section, question_section, rich_text
from raftlab.pages.storyboard.toggle_controls import opening_combination, toggle_bar
from raftlab.pages.trace_analysis.ringed_index import find_ringed_index
from raftlab.server import CANDIDATE, FOLLOWER, LEADER, PRE_CANDIDATE
from raftlab.trace import Trace

SCRIPTS = ("page.js", "run.js", "player.js", "storyboard.js")
BROAD_CELLS = 6
"""With more cells in a row, panels stand one below the other."""

KEYS = (
    ("← → or k j", "back, next: fold the last panel, unfold the one that follows"),
    ("Home End", "first panel, last unfolded panel"),
    ("1 to 9", "that panel, if it is unfolded"),
    ("a", "unfold all panels, and the answer"),
    ("t", "the next rule (whose server)"),
    ("f", "the next ending"),
    ("v", "the next combination that breaks a promise, with all panels"),
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


@dataclass
class StoryboardParts:
    """The content of a storyboard's combinations, each piece once."""

    storyboard: Storyboard
    story: Story
    panels: SharedPieces = field(default_factory=SharedPieces)
    verdicts: SharedPieces = field(default_factory=SharedPieces)
    answers: SharedPieces = field(default_factory=SharedPieces)
    legends: SharedPieces = field(default_factory=SharedPieces)
    runs: PackedPlayers = field(default_factory=PackedPlayers)

    def combination_data(self, keys: Combination, run: StoryboardRun) -> dict[str, Any]:
        """Return what the script shows for one combination."""
        choices = {toggle.name: key for toggle, key in zip(self.storyboard.toggles, keys, strict=True)}
        shown = panel_facts_of(run, choices)
        question = self.story.question
        asked = next((each for each in shown if question and each.panel.name == question.panel), None)
        return {
            "panels": [self.panels.id_of(figure) for figure in panel_figures(run, shown, self.story)],
            "names": [each.panel.name for each in shown],
            "lines": [listing_line_id(self.story, each) for each in shown],
            "verdict": "v" + self.verdicts.id_of(self.summary(keys, run, shown)),
            "legend": "l" + self.legends.id_of(legend_paragraph(run, shown)),
            "broad": longest_panel_log_length(shown) > BROAD_CELLS,
            "broken": bool(promise_violations(run.trace)),
            "run": self.runs.id_of(run),
            "answer": "q" + self.answers.id_of(answer_paragraph(question, asked)) if question and asked else "",
            "electable": list(asked.electable) if asked else [],
            "asked": shown.index(asked) if asked else -1,
        }

    def summary(self, keys: Combination, run: StoryboardRun, panel_states: Sequence[PanelFacts]) -> Markup:
        """Return the verdict on the run of a combination."""
        rules = [choice.key for choice in self.storyboard.toggles[0].choices]
        is_reference = len(rules) > 1 and keys[0] == rules[0] != STUDENT_SERVER
        with_calls = any(
            each.property == "Linearizability"
            for other in self.storyboard.runs.values()
            for each in other.trace.violations
        )
        return run_summary(run, panel_states, scripted_choices_text(self.storyboard, keys), is_reference, with_calls)


def scripted_choices_text(storyboard: Storyboard, keys: Combination) -> str:
    """Return, of the nearest combination whose run meets every expectation, the choices that differ from `keys`."""
    as_written = [other for other, run in storyboard.runs.items() if run.trace.events and not run.misses]
    if not as_written:
        return ""
    nearest = min(as_written, key=lambda other: sum(a != b for a, b in zip(other, keys, strict=True)))
    changed = [
        (toggle, next(choice.label for choice in toggle.choices if choice.key == key))
        for toggle, key, own in zip(storyboard.toggles, nearest, keys, strict=True)
        if key != own
    ]
    return " and ".join(
        label if label == "the reference" else f"{'the rule' if toggle.kind == 'rule' else toggle.legend} “{label}”"
        for toggle, label in changed
    )


def longest_panel_log_length(panel_states: Sequence[PanelFacts]) -> int:
    """Return the length of the longest log in the panels."""
    return max((len(view.log) for each in panel_states for view in each.state.views.values()), default=0)


def storyboard_page(storyboard: Storyboard, note: str = "", story: Story = NO_STORY) -> str:
    """Return the page of one scenario. Each combination of choices is a run of the engine."""
    section, data = storyboard_section(storyboard, story)
    heading = tag("h1", storyboard.scenario.title)
    body = tag("main", tag("header", heading), *unavailable_choice_notes(storyboard, note), section, help_dialog(KEYS))
    return render_page(f"{storyboard.scenario.title} · raftlab", body, scripts=SCRIPTS, data=data)


def storyboard_section(storyboard: Storyboard, story: Story) -> tuple[Markup, dict[str, Any]]:
    """Return the story with its controls, and the data that storyboard.js reads."""
    parts = StoryboardParts(storyboard, story)
    combinations = {keys: parts.combination_data(keys, run) for keys, run in storyboard.runs.items()}
    notes = unused_listing_notes(storyboard, story, {keys: each["lines"] for keys, each in combinations.items()})
    shown = {" ".join(keys): each | {"unused": notes[keys]} for keys, each in combinations.items()}
    opening = opening_combination(storyboard, story.opens)
    data = {
        "toggles": [toggle.name for toggle in storyboard.toggles],
        "shown": shown,
        "unfolds": bool(story.panels),
        "choosesServers": bool(story.question and not story.question.choices),
    }
    return draw_story(parts, shown[" ".join(opening)], opening), data


def draw_story(parts: StoryboardParts, first: Mapping[str, Any], opening: Combination) -> Markup:
    """Return the toggles, the panels with the listings beside, the controls, the verdict and the run."""
    storyboard, story = parts.storyboard, parts.story
    figures = piece_elements(parts.panels.id_by_piece, set(first["panels"]), "")
    answers = piece_elements(parts.answers.id_by_piece, {first["answer"]}, "q")
    servers = next(iter(storyboard.runs.values())).trace.servers
    badges = {p.badge.server for r in storyboard.runs.values() for p in r.trace.panels if p.badge}
    others = [server for server in servers if server not in badges]
    question = question_section(story.question, others, answers) if story.question else None
    panels = tag("div", *figures, question, class_="panels", id="panels")
    listings = listings_section(story.listings)
    verdicts = piece_elements(parts.verdicts.id_by_piece, {first["verdict"]}, "v")
    return join(
        tag("p", scenario_source_text(storyboard), class_="muted"),
        toggle_bar(storyboard.toggles, opening),
        tag("div", panels, listings, class_="story" if listings else "story alone"),
        unfold_buttons() if story.panels else None,
        tag("div", *verdicts, class_="verdict", id="verdict", role="status"),
        tag("div", *piece_elements(parts.legends.id_by_piece, {first["legend"]}, "l"), id="legends"),
        player_fold(),
        parts.runs.packed_elements(),
    )


def unfold_buttons() -> Markup:
    """Return the buttons that unfold the story."""
    return tag(
        "nav",
        tag("button", "◀ back", type="button", id="story-back"),
        tag("button", "next ▶", type="button", id="story-next", class_="primary"),
        tag("button", "show all", type="button", id="story-all"),
        tag("span", "", id="story-place", class_="muted"),
        class_="story-controls",
        aria_label="Story",
    )


def listing_line_id(story: Story, panel_state: PanelFacts) -> str:
    """Return the element id of the line that acts in a panel, "" for none."""
    text = choose_panel_text(story, panel_state.panel.name, panel_state.facts)
    if text is None or not text.line:
        return ""
    name = text.line.partition(" ")[0]
    runs_here = all(is_condition_met(each.when, panel_state.facts) for each in story.listings if each.id == name)
    return "line-" + text.line.replace(" ", "-") if runs_here else ""


def answer_paragraph(question: Question, panel_state: PanelFacts) -> Markup:
    """Return the answer to the question in one run."""
    return tag("p", rich_text(choose_answer_text(question, panel_state.facts)), class_="panel-text")


def scenario_source_text(storyboard: Storyboard) -> str:
    """Return the source of the scenario: paper, scene, file, and how many combinations were run."""
    many = len(storyboard.runs)
    all_text = "both" if many == 2 else f"all {many}"
    played = f"the engine ran {all_text} choices" if many > 1 else "run by the engine"
    paper = f"Raft {storyboard.scenario.paper} · " if storyboard.scenario.paper else ""
    return f"{paper}{storyboard.scene}, {storyboard.file} · {played}"


def unavailable_choice_notes(storyboard: Storyboard, note: str) -> list[Markup]:
    """Return the notes on what this page lacks."""
    notes = []
    if storyboard.missing_choices:
        missing = "; ".join(storyboard.missing_choices)
        notes.append(f"This kit does not contain these servers: {missing}. Their choices are left out.")
    if note:
        notes.append(note)
    return [tag("p", rich_text(line), class_="note muted") for line in notes]


def piece_elements(pieces: Mapping[Markup, str], visible_ids: set[str], prefix: str) -> list[Markup]:
    """Return each piece in an element with its id, hidden unless it is shown first."""
    name = "div" if prefix else "figure"
    return [
        tag(name, piece, id=prefix + key, hidden=prefix + key not in visible_ids, tabindex=None if prefix else -1)
        for piece, key in pieces.items()
    ]


def legend_paragraph(run: StoryboardRun, panel_states: Sequence[PanelFacts]) -> Markup:
    """Return the legend of a run's panels."""
    return tag("p", escape_untruncated(" · ".join(legend_signs(run.trace, panel_states))), class_="legend")


def legend_signs(trace: Trace, panel_states: Sequence[PanelFacts]) -> list[str]:
    """Return what the signs in the panels of a run mean, each that occurs in one of them."""
    replaced = [entry for each in panel_states for entry in each.replaced.values()]
    views = [view for each in panel_states for view in each.state.views.values()]
    roles = {view.role for view in views if view.up}
    terms = [entry.term for view in views for entry in view.log] + [view.currentTerm for view in views]
    voter = next((view.votedFor for view in views if view.votedFor), "")
    signs = {
        "★ and a thick outline: leader": LEADER in roles,
        "○: follower": FOLLOWER in roles,
        "◇: candidate": CANDIDATE in roles,
        "dashed ◇: it only asks before it raises its term": PRE_CANDIDATE in roles,
        "✕ and hatching: down": not all(view.up for view in views),
        "colour, and t1, t2 …: a term": True,
        "dots: a term above 7": max(terms, default=0) > 7,
        f"✓ {voter} under a term: voted for {voter} in that term": bool(voter),
        "number in a cell: the entry's term": any(view.log for view in views),
        "line under cells: committed, as far as this server knows (none while it is down)": any(
            view.commitIndex for view in views
        ),
        "dashed ring: the index that the story is about": bool(find_ringed_index(trace)),
        "corner in another colour: the entry before": bool(replaced),
        "frame and cross: the entry before had been committed": any(each.is_promised for each in replaced),
        "red, with a cross: a link that is cut": any(each.state.cuts for each in panel_states),
    }
    return [sign for sign, occurs in signs.items() if occurs] + occasional_signs(views)
