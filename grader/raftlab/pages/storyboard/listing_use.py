"""Which listings a run uses: a listing is the code of a choice, and the run of another choice does not use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from raftlab.pages.storyboard.choices import Combination
from raftlab.pages.storyboard.story_file import PseudocodeListing, Story, is_condition_met
from raftlab.pages.storyboard.storyboard_models import Storyboard

CORRECT_UNUSED = "The correct rule (not used in this run)"
OTHER_UNUSED = "The rule of the other choice (not used in this run)"


def unused_listing_notes(
    storyboard: Storyboard, story: Story, lines: Mapping[Combination, Sequence[str]]
) -> dict[Combination, dict[str, str]]:
    """Return for each combination the listings that its server does not use, each with the note on its card.

    `lines`: the element ids of the lines that act in the panels. A listing that no server uses has no note.
    """
    notes: dict[Combination, dict[str, str]] = {keys: {} for keys in storyboard.runs}
    for listing in story.listings:
        users = {keys[0] for keys in storyboard.runs if is_listing_used(listing, storyboard, keys, lines[keys])}
        correct = storyboard.toggles[0].choices[0].key
        for keys in storyboard.runs:
            if users and keys[0] not in users:
                notes[keys][listing.id] = CORRECT_UNUSED if correct in users else OTHER_UNUSED
    return notes


def is_listing_used(
    listing: PseudocodeListing, storyboard: Storyboard, keys: Combination, lines: Sequence[str]
) -> bool:
    """Return whether the choices meet the condition of a listing; without one, whether a line of it acts in the run."""
    choices: dict[str, Any] = {toggle.name: key for toggle, key in zip(storyboard.toggles, keys, strict=True)}
    if listing.when:
        return is_condition_met(listing.when, choices)
    return any(line.startswith(f"line-{listing.id}-") for line in lines)
