"""The figures of a storyboard: a panel's picture, its callouts, its text, and its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from raftlab.pages.drawing.network import draw_network
from raftlab.pages.drawing.storyboard_panel import draw_cluster, state_table
from raftlab.pages.html.markup import Markup, join, tag
from raftlab.pages.storyboard.badge_text import shown_badge
from raftlab.pages.storyboard.packed_players import panel_jump_button
from raftlab.pages.storyboard.panel_facts import PanelFacts
from raftlab.pages.storyboard.story_file import PanelText, Story, choose_panel_text
from raftlab.pages.storyboard.storyboard_models import StoryboardRun
from raftlab.pages.storyboard.text_sections import rich_text
from raftlab.pages.trace_analysis.cluster_states import position_of_step
from raftlab.pages.trace_analysis.cut_links_text import cut_links_text
from raftlab.pages.trace_analysis.event_text import entry_content_text
from raftlab.pages.trace_analysis.ringed_index import find_ringed_index
from raftlab.pages.trace_analysis.state_machines import MachineState, machines_after_event
from raftlab.server import Entry
from raftlab.trace import StoryboardPanel

OTHER_COURSE = "This run takes another course here than the story. Step through it to see what happened."


def panel_figures(run: StoryboardRun, panels: Sequence[PanelFacts], story: Story) -> list[Markup]:
    """Return the panels of one run, each with its caption, its picture, its text and its table."""
    ring = find_ringed_index(run.trace)
    cells = max((len(view.log) for each in panels for view in each.state.views.values()), default=0)
    has_network = any(each.state.cuts for each in panels)
    return [panel_figure(run, each, story, max(cells, 3), ring, has_network) for each in panels]


def machines_at_end(run: StoryboardRun, panel: StoryboardPanel) -> Mapping[str, MachineState] | None:
    """Return the machines at the end of a panel, None if the scenario is not about them."""
    history = run.machines.run
    return machines_after_event(history, position_of_step(run.trace, panel.last)) if history else None


def panel_figure(
    run: StoryboardRun, panel_state: PanelFacts, story: Story, cell_count: int, ring: int | None, has_network: bool
) -> Markup:
    """Return the content of one panel's figure: the state at its end."""
    panel, servers, views = panel_state.panel, run.trace.servers, panel_state.state.views
    text = choose_panel_text(story, panel.name, panel_state.facts)
    heading = text.title if text and text.title else panel.title
    title = f"Panel {panel.name}: {heading}"
    machines = machines_at_end(run, panel)
    picture = draw_cluster(
        servers,
        views,
        minimum_cells=cell_count,
        ringed_index=ring,
        badge=shown_badge(panel, views),
        title=title,
        machines=machines,
        replaced=panel_state.replaced,
    )
    table = state_table(servers, views, title, machines)
    return join(
        tag("figcaption", tag("strong", f"({panel.name}) "), heading),
        tag("div", picture, class_="scroll", tabindex=0, role="group", aria_label=f"{title}: picture"),
        network_paragraph(servers, panel_state) if has_network else None,
        *callouts(panel_state, text),
        story_paragraph(story, panel.name, text),
        panel_jump_button(panel.name),
        tag(
            "details",
            tag("summary", "as a table"),
            tag("div", table, class_="scroll", tabindex=0, role="group", aria_label=title),
        ),
    )


def network_paragraph(servers: Sequence[str], panel_state: PanelFacts) -> Markup:
    """Return the network as a picture and in words."""
    words = tag("p", f"links: {cut_links_text(servers, panel_state.state.cuts)}", class_="links")
    return join(draw_network(servers, panel_state.state.cuts, panel_state.state.views), words)


def story_paragraph(story: Story, name: str, text: PanelText | None) -> Markup | None:
    """Return the story's text for the panel; if the run took another course, a line that says so."""
    if text is not None:
        return tag("p", rich_text(text.text), class_="panel-text") if text.text else None
    is_told = any(each.name == name for each in story.panels)
    return tag("p", OTHER_COURSE, class_="panel-text muted") if is_told else None


def callouts(panel_state: PanelFacts, text: PanelText | None) -> list[Markup]:
    """Return the callouts under the picture: the story's, and what happened to the entries that were replaced."""
    lines = [tag("p", rich_text(text.callout), class_="callout")] if text and text.callout else []
    groups: dict[tuple[int, Entry, Entry, bool], list[str]] = {}
    for (server, index), old in sorted(panel_state.replaced.items()):
        new = panel_state.state.views[server].log[index - 1]
        groups.setdefault((index, old.entry, new, old.is_promised), []).append(server)
    lines += [
        replaced_entry_line(index, old, new, is_promised, on) for (index, old, new, is_promised), on in groups.items()
    ]
    return lines if len(groups) <= 3 else lines[: 1 if text and text.callout else 0]


def replaced_entry_line(index: int, old: Entry, new: Entry, is_promised: bool, servers: list[str]) -> Markup:
    """Return what happened to an entry that another one replaced."""
    change = f"Index {index} on {', '.join(servers)}: {entry_content_text(old)} of term {old.term} gives way to "
    change += f"{entry_content_text(new)} of term {new.term}. "
    end = "It had been committed, and is lost." if is_promised else "It had not been committed: this is legal."
    return tag("p", change, tag("strong", end), class_="callout lost" if is_promised else "callout legal")
