"""The controls of a storyboard: a checkbox for each addition, radio buttons for the rest; and where they begin."""

from __future__ import annotations

from collections.abc import Mapping

from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.storyboard.choices import STUDENT_SERVER, Combination, Toggle
from raftlab.pages.storyboard.storyboard_models import Storyboard

Opening = Mapping[str, tuple[str, ...]]
"""Toggle -> the choices to begin with, the best first."""

DEFAULT_OPENING: Opening = {"rule": (STUDENT_SERVER,)}


def opening_combination(storyboard: Storyboard, opens: Opening) -> Combination:
    """Return the combination that the page shows first: the student's own server only if its run was not stopped."""
    preferred = opens or DEFAULT_OPENING
    chosen = tuple(first_choice(toggle, preferred.get(toggle.name, ())) for toggle in storyboard.toggles)
    if chosen in storyboard.runs and storyboard.runs[chosen].error_text:
        others = {name: tuple(key for key in keys if key != STUDENT_SERVER) for name, keys in preferred.items()}
        chosen = tuple(first_choice(toggle, others.get(toggle.name, ())) for toggle in storyboard.toggles)
    return chosen if chosen in storyboard.runs else next(iter(storyboard.runs))


def first_choice(toggle: Toggle, preferred: tuple[str, ...]) -> str:
    """Return the first preferred choice that the toggle has, else its first."""
    keys = [choice.key for choice in toggle.choices]
    return next((key for key in preferred if key in keys), keys[0])


def toggle_bar(toggles: tuple[Toggle, ...], opening: Combination) -> Markup:
    """Return the controls, set to the combination `opening`."""
    pairs = zip(toggles, opening, strict=True)
    controls = (checkbox(t, key) if t.kind == "addition" else radio_buttons(t, key) for t, key in pairs)
    more = tag("button", "? keys", type="button", id="help-button")
    return tag("form", *controls, more, class_="toggles", id="toggles", aria_label="Choices", autocomplete="off")


def radio_buttons(toggle: Toggle, chosen: str) -> Markup:
    """Return a group of radio buttons, hidden if there is only one: the script still reads it."""
    options = (
        tag(
            "label",
            tag("input", type="radio", name=toggle.name, value=choice.key, checked=choice.key == chosen),
            tag("span", choice.label),
        )
        for choice in toggle.choices
    )
    return tag("fieldset", tag("legend", toggle.legend), *options, hidden=len(toggle.choices) < 2)


def checkbox(toggle: Toggle, chosen: str) -> Markup:
    """Return a checkbox, which is off or on."""
    box = tag("input", type="checkbox", name=toggle.name, value="on", checked=chosen == "on")
    return tag("fieldset", tag("legend", toggle.name), tag("label", box, tag("span", toggle.legend)))
