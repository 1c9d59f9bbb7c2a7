"""Changes what a worker answers, within the types of the frame, and grades with it. Also a script for a long run:

    nice -n 19 python tests/checks/response_fuzzer.py scene05 --seconds 600

A campaign is one grading of the reference whose process lies: which answers, and how, follows from the seed and the
answer alone. So the same event has the same answer in every process, as with a submission that is wrong and steady.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import math
import os
import random
import re
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from raftlab.checks.check_suite import check_files
from raftlab.grading_models import CheckResult, Submission
from raftlab.kit import Kit, Scene
from raftlab.pipeline import grade
from raftlab.worker import worker_hosts
from raftlab.worker.responses import (
    BatchResponse,
    Response,
    SnapshotResponse,
    StepResponse,
)
from raftlab.worker.wire import LoadLayers, Request, ResponseFrame
from raftlab.worker.worker_connection import SuccessResponse, WorkerHost
from raftlab.worker.zygote_pool import ZygotePool

ROOT = Path(__file__).parents[2]
MARK = "# its answers are changed\n"
STAFF_NOTE = re.compile(r"For staff: .* ended in (.*)")
RATES = (0.002, 0.01, 0.05, 0.3)
CHECKS_PER_CAMPAIGN = 10
"""Many campaigns with a few checks each find more in the same time than a few campaigns with all of them."""
NUMBERS: tuple[Callable[[int], int], ...] = (
    *(lambda value: -1, lambda value: 0, lambda value: 1, lambda value: value - 1, lambda value: value + 1),
    *(lambda value: -value, lambda value: value + 7, lambda value: 10_000, lambda value: 2**31 - 1),
    *(lambda value: 2**31, lambda value: -(2**62), lambda value: 2**62),
)
TEXTS = ("", "S1", "S2", "S9", "nobody", "leader", "follower", "candidate", "x" * 80, "\x00\x1b[31m", "\u202e<b>", "1")
NONES = ("S1", "S9", "", 0, -1, True)
PlacePath = tuple[Any, ...]


class FuzzedWorkerHost(WorkerHost):
    """A worker whose answers are changed on the way, if its submission bears the mark."""

    campaign = 0
    changed_count = 0

    def request(self, request: Request) -> SuccessResponse:
        if isinstance(request, LoadLayers):
            self._is_fuzzed = any(MARK in layer.source for layer in request.layers)
        return super().request(request)

    def _receive(self) -> Response:
        response = super()._receive()
        if not getattr(self, "_is_fuzzed", False):
            return response
        if isinstance(response, BatchResponse):
            answers = tuple(change_response(each, self.campaign) for each in response.answers)
            return msgspec.structs.replace(response, answers=answers)
        return change_response(response, self.campaign)


def change_response(response: Any, campaign: int) -> Any:
    """Return the response, changed in one or a few places if the campaign's dice say so."""
    if not isinstance(response, StepResponse | SnapshotResponse):
        return response
    data = msgspec.msgpack.encode(ResponseFrame(0, response))
    dice = random.Random(zlib.crc32(data) * 1_000_003 + campaign)
    style = random.Random(campaign)
    if dice.random() >= style.choice(RATES):
        return response
    wanted_field = style.choice((None, None, "observed", "effects", "message", "log", "image", "result"))
    for _ in range(8):
        frame = msgspec.msgpack.decode(data)
        for _ in range(dice.choice((1, 1, 1, 3))):
            change_one_place(frame["answer"], dice, wanted_field)
        try:
            changed = msgspec.msgpack.decode(msgspec.msgpack.encode(frame), type=ResponseFrame).answer
        except (msgspec.MsgspecError, UnicodeError, OverflowError):
            continue
        FuzzedWorkerHost.changed_count += 1
        return changed
    return response


def change_one_place(answer: dict[str, Any], dice: random.Random, wanted_field: str | None) -> None:
    """Change one value of the answer, in place."""
    places = [place for place in all_places(answer) if place[-1] != "type"]
    places = [place for place in places if wanted_field in place] or places
    if not places:
        return
    *way, last = dice.choice(places)
    holder: Any = answer
    opened: list[tuple[Any, Any, Any]] = []
    for step in way:
        if isinstance(holder[step], bytes):
            opened.append((holder, step, msgspec.msgpack.decode(holder[step])))
            holder = opened[-1][2]
        else:
            holder = holder[step]
    holder[last] = changed_value(holder[last], dice)
    for outer, step, inner in reversed(opened):
        outer[step] = msgspec.msgpack.encode(inner)


def all_places(value: Any) -> Iterator[PlacePath]:
    """Yield the way to each value inside `value`; a message's bytes are opened."""
    if isinstance(value, bytes):
        try:
            value = msgspec.msgpack.decode(value)
        except (msgspec.MsgspecError, UnicodeError):
            return
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (key,)
        yield from ((key, *rest) for rest in all_places(inner))


def changed_value(value: Any, dice: random.Random) -> Any:
    """Return another value of the same type, or of one that may stand there too."""
    if isinstance(value, bool):
        return dice.choice((not value, not value, None))
    if isinstance(value, int):
        return dice.choice(NUMBERS)(value)
    if isinstance(value, str):
        return dice.choice((*TEXTS, None))
    if value is None:
        return dice.choice(NONES)
    if isinstance(value, list):
        return changed_list(value, dice)
    return value


def changed_list(value: list[Any], dice: random.Random) -> list[Any]:
    """Return the list emptied, doubled, reversed, shuffled, or without, or with twice, one of its elements."""
    number = dice.randrange(6)
    if not value or number == 0:
        return []
    place = dice.randrange(len(value))
    if number == 1:
        return value + value
    if number == 2:
        return value[::-1]
    if number == 3:
        return dice.sample(value, len(value))
    if number == 4:
        return value[:place] + value[place + 1 :]
    return [*value[:place], value[place], *value[place:]]


@dataclass(frozen=True)
class FuzzFinding:
    """What a campaign came upon: a verdict `error`, or an exception of a check that only the note for staff tells."""

    scene: str
    campaign: int
    check: str
    kind: str
    text: str


def run_campaign(kit: Kit, scene_id: str, campaign: int, pool: ZygotePool) -> tuple[FuzzFinding, ...]:
    """Grade the scene's reference with changed answers, no check blocked by another, and return what went wrong."""
    scene = kit.scene(scene_id)
    submission = Submission(scene_id, scene.file, MARK + kit.solution_layer(scene).source)
    names = check_names(kit, scene)
    chosen = tuple(random.Random(campaign).sample(names, min(CHECKS_PER_CAMPAIGN, len(names))))
    FuzzedWorkerHost.campaign = campaign
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_hosts, "WorkerHost", FuzzedWorkerHost)
        try:
            with contextlib.redirect_stderr(io.StringIO()):  # pytest prints a traceback when it fails itself
                graded = grade(
                    kit, submission, seed=campaign % 50, check_names=chosen, pool=pool, ignores_prerequisites=True
                )
        except Exception as error:
            return (FuzzFinding(scene_id, campaign, "", "raised", f"{type(error).__name__}: {error}"),)
    return tuple(finding for check in graded.result.checks if (finding := judge(scene_id, campaign, check)))


def check_names(kit: Kit, scene: Scene) -> list[str]:
    """Return the names of a scene's checks, public and hidden."""
    texts = (file.read_text(encoding="utf-8") for file in check_files(kit, scene))
    return [name for text in texts for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)]


def judge(scene_id: str, campaign: int, check: CheckResult) -> FuzzFinding | None:
    """Return the finding that a check's result is, None where the verdict is as it should be."""
    if check.verdict == "error":
        return FuzzFinding(scene_id, campaign, check.name, "error", check.seen)
    note = STAFF_NOTE.search(check.seen)
    return FuzzFinding(scene_id, campaign, check.name, "unforeseen", note[1]) if note else None


def fuzz(scene_id: str, campaigns: range, seconds: float = math.inf) -> tuple[int, list[FuzzFinding]]:
    """Run campaigns, until the time is over at the latest; return how many, and what they found."""
    kit, found, count = Kit(ROOT), [], 0
    stop_at = time.monotonic() + seconds
    with ZygotePool() as pool:
        for campaign in campaigns:
            if time.monotonic() >= stop_at:
                break
            found += run_campaign(kit, scene_id, campaign, pool)
            if os.environ.get("RAFTLAB_DEBUG"):
                print(campaign, found[-3:], flush=True)
            count += 1
    return count, found


def main() -> int:
    """Run as a script and print what was found, each place once."""
    parser = argparse.ArgumentParser(description="Grade references whose processes lie.")
    parser.add_argument("scenes", nargs="+")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--first", type=int, default=0, help="The first campaign's number.")
    arguments = parser.parse_args()
    is_clean = True
    for scene_id in arguments.scenes:
        count, found = fuzz(scene_id, range(arguments.first, 10**9), arguments.seconds)
        print(f"{scene_id}: {count} campaigns, {FuzzedWorkerHost.changed_count} answers changed, {len(found)} findings")
        for text in dict.fromkeys(f"{each.kind}: {each.text}" for each in found):
            where = [f"{each.check} in {each.campaign}" for each in found if f"{each.kind}: {each.text}" == text]
            print(f"  {len(where)}x {text}\n      {where[0]}")
        is_clean = is_clean and not found
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
