"""The page of a scene: what came before, the storyboard as a story, the handout, the sources. One file."""

from __future__ import annotations

import base64

from raftlab.kit import Scene
from raftlab.pages.handout.markdown import markdown_html, without_sections
from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.html.page_template import render_page
from raftlab.pages.player.page import help_dialog
from raftlab.pages.storyboard.page import KEYS, SCRIPTS, storyboard_section, unavailable_choice_notes
from raftlab.pages.storyboard.story_file import Story, read_story
from raftlab.pages.storyboard.storyboard_models import Storyboard
from raftlab.pages.storyboard.text_sections import previously_section, sources_section

SOURCE_SECTIONS = ("Sources", "Read")
"""The handout's sections that the story's sources replace."""


def scene_page(scene: Scene, storyboard: Storyboard, note: str = "") -> str:
    """Return the page of `scene`. `storyboard` is that of the story's scenario."""
    story = read_story(scene)
    section, data = storyboard_section(storyboard, story)
    title = page_title(scene)
    body = tag(
        "main",
        page_header(scene),
        previously_section(story),
        tag(
            "section",
            tag("h2", storyboard.scenario.title),
            *unavailable_choice_notes(storyboard, note),
            section,
            id="storyboard",
        ),
        handout_section(scene, story),
        sources_section(story.sources),
        help_dialog(KEYS),
    )
    return render_page(f"{title} · raftlab", body, scripts=SCRIPTS, data=data)


def handout_page(scene: Scene) -> str:
    """Return the page of a scene that has no schedules to draw: what came before, the handout, the sources."""
    story = read_story(scene)
    parts = (previously_section(story), handout_section(scene, story), sources_section(story.sources))
    return render_page(f"{page_title(scene)} · raftlab", tag("main", page_header(scene), *parts))


def page_title(scene: Scene) -> str:
    """Return the scene's number and title."""
    return f"Scene {scene.id.removeprefix('scene')} · {scene.title}"


def page_header(scene: Scene) -> Markup:
    """Return the title, and the sections of the paper that the scene covers."""
    place = "All of Raft" if scene.paper == "all" else f"Raft {scene.paper}"
    return tag("header", tag("h1", page_title(scene)), tag("p", place, class_="muted"))


def handout_section(scene: Scene, story: Story) -> Markup | None:
    """Return the scene's README as a section, None if there is none."""
    file = scene.folder / "README.md"
    if not file.is_file():
        return None
    text = without_sections(file.read_text(encoding="utf-8"), SOURCE_SECTIONS if story.sources else ())

    def draw_picture(path: str, description: str) -> Markup | None:
        return None if path == f"{story.scenario}.svg" else scene_picture(scene, path, description)

    return tag("section", tag("h2", "The handout"), markdown_html(text, draw_picture), class_="prose", id="handout")


def scene_picture(scene: Scene, path: str, description: str) -> Markup | None:
    """Return a picture of the scene's folder in a box that scrolls, None if there is no such picture."""
    picture = scene.folder / path
    if picture.suffix != ".svg" or not picture.is_file():
        return None
    data = base64.b64encode(picture.read_bytes()).decode("ascii")
    return tag(
        "div",
        Markup(picture_element(data, description)),
        class_="scroll",
        tabindex=0,
        role="group",
        aria_label=description,
    )


def picture_element(data: str, description: str) -> str:
    """Return an image element with the picture in its address, which is too long for tag()."""
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{tag("i", description)[3:-4]}">'
