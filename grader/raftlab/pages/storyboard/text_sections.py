"""The parts of a story around its panels: the question with a place to predict, the listings, the sources."""

from __future__ import annotations

from collections.abc import Sequence

from raftlab.pages.html.markup import Markup, escape_untruncated, join, tag
from raftlab.pages.storyboard.story_file import PseudocodeListing, Question, SourceReference, Story


def previously_section(story: Story) -> Markup | None:
    """Return what came before this scene, None if the story does not tell it."""
    if not story.previously:
        return None
    paragraphs = (tag("p", rich_text(each)) for each in story.previously)
    return tag("section", tag("h2", "Previously"), *paragraphs, class_="prose", id="previously")


def question_section(question: Question, servers: Sequence[str], answers: Sequence[Markup]) -> Markup:
    """Return the question, the boxes of the prediction, and the answers, which are hidden until one is asked for.

    Among servers one may choose several; of other choices one is right, so the boxes are radio buttons.
    """
    kind = "checkbox" if set(question.choices) <= set(servers) else "radio"
    boxes = (
        tag("label", tag("input", type=kind, name="prediction", value=each), tag("span", each))
        for each in question.choices or servers
    )
    form = tag(
        "form",
        tag("fieldset", tag("legend", question.ask), *boxes, class_="prediction"),
        tag("button", "Show the answer", type="submit", id="answer-button"),
        id="prediction-form",
        autocomplete="off",
    )
    shown = tag("div", tag("p", id="prediction-text", class_="muted"), *answers, id="answer", role="status")
    return tag("section", tag("h3", "Predict"), form, shown, id="question", class_="question", tabindex=-1)


def listings_section(listings: Sequence[PseudocodeListing]) -> Markup | None:
    """Return the listings, each line with an id that the script lights."""
    if not listings:
        return None
    blocks = (
        tag(
            "section",
            tag("h3", each.title),
            tag("p", class_="unused", id=f"unused-{each.id}", hidden=True),
            tag(
                "pre",
                tag("code", *listing_line_elements(each)),
                tabindex=0,
                aria_label=each.title,
                class_="aligned" if has_columns(each.code) else None,
            ),
            tag("p", each.note, class_="muted") if each.note else None,
        )
        for each in listings
    )
    status = tag("p", id="lit-line", class_="unseen", role="status")
    return tag("aside", *blocks, status, class_="listings", id="listings", aria_label="Listings")


def has_columns(code: str) -> bool:
    """Return whether a listing aligns words inside its lines, so that a line must not wrap."""
    return any("  " in line.strip() for line in code.splitlines())


def listing_line_elements(listing: PseudocodeListing) -> list[Markup]:
    """Return the lines of a listing, each in an element of its own."""
    lines = listing.code.strip("\n").split("\n")
    return [
        tag("span", line + "\n", class_="code-line", id=f"line-{listing.id}-{n}") for n, line in enumerate(lines, 1)
    ]


def sources_section(sources: Sequence[SourceReference]) -> Markup | None:
    """Return the sources with what to look for in each, None without any."""
    if not sources:
        return None
    items = (tag("li", source_title(each), join(" — ", rich_text(each.look_for))) for each in sources)
    return tag("section", tag("h2", "Sources"), tag("ul", *items), class_="prose", id="sources")


def source_title(source: SourceReference) -> Markup:
    """Return the title of a source, as a link if it has an address."""
    title = tag("strong", rich_text(source.title))
    return tag("a", title, href=source.link) if source.link else title


def rich_text(text: str) -> Markup:
    """Return a text with `code` and *emphasis* as elements."""
    parts = text.split("`")
    return join(*(tag("code", part) if n % 2 else render_emphasis(part) for n, part in enumerate(parts)))


def render_emphasis(text: str) -> Markup:
    """Return a text with *emphasis* as elements."""
    return join(*(tag("em", part) if n % 2 else escape_untruncated(part) for n, part in enumerate(text.split("*"))))
