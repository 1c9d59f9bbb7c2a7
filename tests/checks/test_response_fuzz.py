"""Whatever a submission's process answers, a check ends in a verdict on the submission."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from response_fuzzer import MARK, FuzzedWorkerHost, all_places, change_response, fuzz

from raftlab.checks.response_difference import response_difference
from raftlab.kit import Kit
from raftlab.server import AppendEntriesReply, Configuration, Entry
from raftlab.worker.responses import ObservedState, PersistEffect, SendEffect, StepResponse
from raftlab.worker.wire import Codec

ROOT = Path(__file__).parents[2]
GRADED_SCENES = [scene.id for scene in Kit(ROOT).scenes if scene.layer_class]
OBSERVED = ObservedState(
    role="leader",
    currentTerm=3,
    votedFor="S1",
    log=(Entry(1), Entry(3)),
    commitIndex=1,
    lastApplied=1,
    leaderId="S1",
    nextIndex=(("S2", 3), ("S3", 1)),
    matchIndex=(("S2", 2), ("S3", 0)),
    votesGranted=("S1", "S2"),
    waiting=1,
    digest="a",
    configuration=Configuration(("S1", "S2", "S3")),
    log_start=(2, 1),
)
MESSAGE = Codec().encode(AppendEntriesReply(3, "S1", True, matchIndex=2))
STEP = StepResponse((PersistEffect(7, 3, "S1", (Entry(1), Entry(3))), SendEffect("S2", MESSAGE)), OBSERVED, True)


def changes(count: int) -> list[StepResponse]:
    """Return the responses that campaigns make of one response, without those that leave it as it is."""
    found = [change_response(STEP, campaign) for campaign in range(count)]
    return [each for each in found if each is not STEP]


def test_every_part_of_a_response_is_changed() -> None:
    """Numbers, names, lists, image ids and the fields of messages all change, and stay within the frame's types."""
    fields: Counter[str] = Counter()
    for changed in changes(12_000):
        assert isinstance(changed, StepResponse)
        for name in OBSERVED.__struct_fields__:
            fields[name] += getattr(changed.observed, name) != getattr(OBSERVED, name)
        for effect in changed.effects:
            fields["image"] += isinstance(effect, PersistEffect) and effect.image != 7
            fields["message"] += isinstance(effect, SendEffect) and effect.message != MESSAGE
        fields["effects"] += len(changed.effects) != 2
    assert all(fields[name] for name in (*OBSERVED.__struct_fields__, "image", "message", "effects")), fields


def test_a_campaign_changes_the_same_response_in_the_same_way() -> None:
    """A lie depends on the seed and the response alone, so that it is the same in every process."""
    assert changes(300) == changes(300)
    assert len({msgspec.msgpack.encode(each) for each in changes(3_000)}) > 100


def test_a_place_inside_a_message_is_reached() -> None:
    """The bytes of a message are opened."""
    data = msgspec.msgpack.decode(msgspec.msgpack.encode(STEP))
    assert ("effects", 1, "message", "matchIndex") in set(all_places(data))


def test_bytes_that_are_no_message_differ_from_a_message() -> None:
    """The second process may answer with bytes that no one has checked: they are told in words."""
    other = msgspec.structs.replace(STEP, effects=(STEP.effects[0], SendEffect("S2", b"\x81\xa4type\xa1X")))
    text = response_difference(STEP, other, Codec())
    assert "its action 2 was send to S2: " in text
    assert "bytes that are no message" in text


@pytest.mark.parametrize("scene_id", GRADED_SCENES)
@pytest.mark.parametrize(
    ("campaigns", "seconds"),
    [
        pytest.param(range(8), math.inf, id="8", marks=[pytest.mark.long, pytest.mark.timeout(900)]),
        pytest.param(range(8, 10**9), 600, id="600 s", marks=[pytest.mark.night, pytest.mark.timeout(1800)]),
    ],
)
def test_no_check_stumbles_over_an_answer(scene_id: str, campaigns: range, seconds: float) -> None:
    """No verdict is `error`, and no check needs the note for staff about an exception that no one foresaw."""
    assert MARK not in Kit(ROOT).solution_layer(Kit(ROOT).scene(scene_id)).source
    before = FuzzedWorkerHost.changed_count
    count, found = fuzz(scene_id, campaigns, seconds)
    assert count
    assert FuzzedWorkerHost.changed_count > before
    assert not found, "\n".join(map(str, found))
