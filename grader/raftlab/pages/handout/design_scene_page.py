"""The page of a design scene: what came before, a run in panels, the student's measured designs, and the handout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from raftlab.design.design_measurement import Measurement
from raftlab.design.miss_diagnosis import Miss
from raftlab.kit import Scene
from raftlab.pages.design_run_page import (
    figures_table,
    miss_reasons,
    scroll_box,
    scrolling_run_picture,
    workload_heading,
)
from raftlab.pages.handout.scene_page import handout_section, scene_picture
from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.html.page_template import render_page
from raftlab.pages.storyboard.story_file import PanelText, Question, Story, read_story
from raftlab.pages.storyboard.text_sections import listings_section, previously_section, rich_text, sources_section

Measured = tuple[Measurement, Sequence[Miss]]


def design_scene_page(scene: Scene, measured: Sequence[Measured], note: str = "") -> str:
    """Return the page of a design scene. note: why the student's designs are not measured, "" if they are."""
    story = read_story(scene)
    title = f"Scene {scene.id.removeprefix('scene')} · {scene.title}"
    body = tag(
        "main",
        tag("header", tag("h1", title)),
        previously_section(story),
        story_section(scene, story),
        measured_designs_section(measured, note),
        handout_section(scene, story),
        sources_section(story.sources),
    )
    return render_page(f"{title} · raftlab", body)


def story_section(scene: Scene, story: Story) -> Markup | None:
    """Return the panels, one below the other, each folded but the first; None without any."""
    if not story.panels:
        return None
    panels = [part for number, panel in enumerate(story.panels) for part in panel_parts(scene, story, panel, number)]
    return tag(
        "section",
        tag("h2", "One run, step by step"),
        tag("p", "Each step unfolds the next part of the same run.", class_="muted"),
        *panels,
        listings_section(story.listings),
        class_="prose",
        id="story",
    )


def panel_parts(scene: Scene, story: Story, panel: PanelText, number: int) -> Iterator[Markup]:
    """Yield a panel, and the question that stands before it."""
    if story.question is not None and story.question.panel == panel.name:
        yield question_part(story.question)
    picture = scene_picture(scene, f"story-{panel.name}.svg", panel.callout or panel.title)
    yield tag(
        "details",
        tag("summary", f"({panel.name}) {panel.title}"),
        picture,
        tag("p", rich_text(panel.text), class_="panel-text"),
        tag("p", tag("strong", rich_text(panel.callout))) if panel.callout else None,
        open=number == 0,
        id=f"panel-{panel.name}",
    )


def question_part(question: Question) -> Markup:
    """Return the question with a place to predict, and its folded answer."""
    boxes = (
        tag("label", tag("input", type="radio", name="prediction"), tag("span", each)) for each in question.choices
    )
    answer = tag("details", tag("summary", "Show the answer"), tag("p", rich_text(question.answers[0].text)))
    choices = tag("fieldset", tag("legend", question.ask), *boxes, class_="prediction")
    return tag("section", tag("h3", "Predict"), choices, answer, id="question", class_="question")


def measured_designs_section(measured: Sequence[Measured], note: str) -> Markup:
    """Return the figures and the picture of each of the student's designs."""
    parts = [
        part
        for measurement, misses in measured
        for part in (
            workload_heading(measurement),
            scroll_box(figures_table(measurement), "the figures"),
            miss_reasons(misses),
            scrolling_run_picture(measurement),
        )
    ]
    told = tag("p", rich_text(note), class_="note muted") if note else None
    return tag("section", tag("h2", "Your designs, measured"), told, *parts, id="designs")
