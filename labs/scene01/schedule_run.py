"""Play a schedule step by step: which messages are in flight, for how long, and which values stay possible."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from raftlab.checks import CheckFailure
from raftlab.checks.worker_request_text import value_text
from raftlab.labs.scene01.flp import (
    SERVERS,
    Configuration,
    Link,
    Peer,
    deliver_message,
    find_decision,
    initial_configuration,
    renumber_rounds,
    valence,
)

DELAY_LIMIT = 40
"""How many steps a message may be in flight: the adversary may delay a message, but not lose it."""
SHOWN_STEPS = 6
"""How many of the last steps a failure shows."""
DRAW_HINT = "`raftlab draw scene01` draws the whole path"


@dataclass(frozen=True)
class Arrival:
    """One message that arrived, its effect on the receiver, and the values that can still be decided after it.

    sent_round: the sender's round when it sent the message. sent_step: the step that began that round, 0: the start.
    is_late: the receiver was in a later round. configuration: the four servers after the step. A decision ends the run.
    """

    number: int
    link: Link
    sent_round: int
    sent_step: int
    is_late: bool
    effect_text: str
    possible_values: tuple[int, ...]
    configuration: Configuration


@dataclass
class ScheduleRun:
    """The protocol under one schedule. `in_flight`: by link, the round and the step of each message, oldest first."""

    values: str
    configuration: Configuration
    in_flight: dict[Link, deque[tuple[int, int]]] = field(default_factory=dict)
    steps: list[Arrival] = field(default_factory=list)

    def __post_init__(self) -> None:
        for server in SERVERS:
            self.send_value(server, 1, 0)

    def play_step(self, link_text: object) -> None:
        """Deliver the oldest message on the link `link_text`. CheckFailure if it cannot arrive, or must not."""
        number = len(self.steps) + 1
        link = self.parse_link(link_text, number)
        step = self.deliver_oldest(link, number)
        self.steps.append(step)
        if len(step.possible_values) < 2:
            raise CheckFailure(
                f"With step {number}, {link_text}, the outcome is fixed: {outcome_fixed_reason(step)}.\n"
                f"{self.final_text()}"
            )
        self.check_delays(number)

    def deliver_oldest(self, link: Link, number: int) -> Arrival:
        """Deliver the oldest message on `link`; return the arrival."""
        sent_round, sent_step = self.in_flight[link].popleft()
        receiver = link[1]
        before = self.peer(receiver)
        if is_late := sent_round < before.round:
            effect, possible = f"too late, {receiver} is in round {before.round}", valence(self.configuration)
        else:
            effect, possible = self.receive(link, before, number)
        return Arrival(number, link, sent_round, sent_step, is_late, effect, possible, self.configuration)

    def receive(self, link: Link, receiver_state: Peer, number: int) -> tuple[str, tuple[int, ...]]:
        """Let the receiver handle a message of its round; return the effect, and the values still possible."""
        receiver = link[1]
        self.configuration, decided = deliver_message(self.configuration, *link)
        after = self.peer(receiver)
        if decided is not None:
            return f"{receiver} knows three times {decided} and decides", (decided,)
        if after.round == receiver_state.round:
            return f"{receiver} has heard one of two", valence(self.configuration)
        self.send_value(receiver, after.round, number)
        return f"{receiver} takes {after.values[-1]} into round {after.round}", valence(self.configuration)

    def parse_link(self, link_text: object, number: int) -> Link:
        """Return the link that a step names. CheckFailure if no message can arrive on it."""
        parts = link_text.split(" -> ") if isinstance(link_text, str) else []
        if len(parts) != 2 or not set(parts) <= set(SERVERS) or parts[0] == parts[1]:
            raise CheckFailure(f"Step {number} is {link_text!r:.60}; a step is a link, such as 'S2 -> S1'.")
        sender, receiver = parts
        waiting, here = self.in_flight[sender, receiver], self.peer(receiver).round
        if not waiting or waiting[0][0] > here:
            missing = f"nothing before round {waiting[0][0]}" if waiting else "nothing"
            raise CheckFailure(
                f"Step {number}, {link_text}, is impossible: {missing} is in flight there, and {receiver} is in round "
                f"{here}."
                f"\n{self.path_text()}"
            )
        return sender, receiver

    def send_value(self, sender: str, round_number: int, step: int) -> None:
        """Send the value of `sender` in round `round_number` to the others."""
        for other in SERVERS:
            if other != sender:
                self.in_flight.setdefault((sender, other), deque()).append((round_number, step))

    def check_delays(self, number: int) -> None:
        """CheckFailure if a message has been in flight for too long."""
        for (sender, receiver), waiting in self.in_flight.items():
            if waiting and number - waiting[0][1] > DELAY_LIMIT:
                raise CheckFailure(
                    f"After step {number} the message of {sender} to {receiver} in round {waiting[0][0]} has been in "
                    f"flight for {number - waiting[0][1]} steps; the limit is {DELAY_LIMIT}.\n{DRAW_HINT}"
                )

    def peer(self, server: str) -> Peer:
        return self.configuration[SERVERS.index(server)]

    # ---- in words ----------------------------------------------------------------------------------------------------

    def values_text(self) -> str:
        """Return the value that each server sends in its current round."""
        values = "; ".join(
            f"{server} {peer.values[-1]} in round {peer.round}"
            for server, peer in zip(SERVERS, self.configuration, strict=True)
        )
        return f"the four now send: {values}"

    def final_text(self) -> str:
        """Return the last steps, the values after them, and how to see the whole path."""
        return f"{self.path_text()}\n{self.values_text()}\n{DRAW_HINT}"

    def path_text(self, step_limit: int = SHOWN_STEPS) -> str:
        """Return the values at the start and the last steps as a table, a line each."""
        return "\n".join(self.table_lines(step_limit))

    def table_lines(self, step_limit: int) -> Iterator[str]:
        """Yield the lines of the table: its head, the start, and the last `step_limit` steps."""
        yield table_line("step", "arrives", " ".join(SERVERS), "effect", "possible")
        yield table_line(
            "begin",
            "",
            value_columns_text(initial_configuration(self.values)),
            "",
            possible_values_text(valence(initial_configuration(self.values))),
        )
        last = self.steps[-step_limit:]
        if last and last[0].number > 1:
            before = self.steps[last[0].number - 2]
            yield table_line(
                "…",
                "",
                value_columns_text(before.configuration),
                f"steps 1 to {before.number}",
                possible_values_text(before.possible_values),
            )
        for step in last:
            yield table_line(
                str(step.number),
                " -> ".join(step.link),
                value_columns_text(step.configuration),
                step.effect_text,
                possible_values_text(step.possible_values),
            )


def outcome_fixed_reason(step: Arrival) -> str:
    """Return why only one value is possible after a step."""
    value = step.possible_values[0]
    if step.effect_text.endswith("decides"):
        return f"{step.link[1]} decides {value}"
    looked_at = find_decision(renumber_rounds(step.configuration), 1 - value).configuration_count
    return f"{looked_at:,} configurations can follow, and in none of them does anybody decide {1 - value}"


def table_line(number: str, arrives: str, values: str, effect: str, possible: str) -> str:
    """Return a line of the table."""
    return f"{number:>5}  {arrives:<8}  {values:<11}  {effect:<34}  {possible}".rstrip()


def value_columns_text(configuration: Configuration) -> str:
    """Return the values that the four send, each below the server's name."""
    return "  ".join(str(peer.values[-1]) for peer in configuration).center(11)


def possible_values_text(possible_values: tuple[int, ...]) -> str:
    """Return which values can still be decided."""
    return " or ".join(map(str, possible_values)) if len(possible_values) > 1 else f"only {possible_values[0]}"


def play_schedule(values: str, schedule: object, steps: int) -> ScheduleRun:
    """Play `schedule` for `steps` steps. CheckFailure if it is too short, impossible, loses a message or decides."""
    played = ScheduleRun(values, initial_configuration(values))
    continue_schedule(played, schedule, steps)
    return played


def continue_schedule(run: ScheduleRun, schedule: object, steps: int) -> None:
    """Play `schedule` for `steps` steps on `run`, which keeps the steps up to a CheckFailure."""
    call_text = f"stall({run.values!r}, {steps})"
    if not isinstance(schedule, tuple | list):
        raise CheckFailure(f"{call_text} returned {value_text(schedule):.60}; it returns a list of links.")
    for link_text in schedule[:steps]:
        run.play_step(link_text)
    if len(schedule) < steps:
        raise CheckFailure(f"{call_text} returned {len(schedule)} steps, not {steps}.")
