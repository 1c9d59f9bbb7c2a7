"""The network of a simulated cluster: messages in flight and links that are cut, and the acts that change them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from raftlab.server import Message
from raftlab.simulator.step_record import InFlight, Step
from raftlab.trace import AnyEffect, Cut, Deliver, Drop, Duplicate, Event, Heal, Inject, SentMessage
from raftlab.worker.responses import SendEffect
from raftlab.worker.wire import Codec
from raftlab.worker.worker_hosts import Host


@dataclass
class Network:
    """The messages in flight and the cut links of one run. An act that cannot be done now returns None."""

    host: Host
    codec: Codec
    servers: tuple[str, ...]

    in_flight: list[InFlight] = field(default_factory=list, init=False)
    cut_links: set[tuple[str, str]] = field(default_factory=set, init=False)
    sent_count: int = field(default=0, init=False)

    def is_silent(self, server: str) -> bool:
        """Return whether no message from or to `server` is in flight."""
        return all(server not in (each.source, each.to) for each in self.in_flight)

    def _make_event(
        self, act: Any, server: str | None, effects: tuple[AnyEffect, ...] = (), printed: str = ""
    ) -> Event:
        """Return the next event of the run."""
        raise NotImplementedError

    def _inject(self, act: Inject) -> Step | None:
        self.sent_count += 1
        message = self._decode_message(act.message)
        self.in_flight.append(InFlight(self.sent_count, act.source, act.to, message))
        return Step(self._make_event(Inject(act.source, act.to, message, self.sent_count), None))

    def _drop(self, act: Drop) -> Step | None:
        in_flight = self._find_message(act)
        if in_flight is None:
            return None
        self.in_flight.remove(in_flight)
        return Step(self._make_event(Drop(in_flight.source, in_flight.to, in_flight.message, in_flight.id), None))

    def _duplicate(self, act: Duplicate) -> Step | None:
        in_flight = self._find_message(act)
        if in_flight is None:
            return None
        self.in_flight.append(in_flight)
        return Step(self._make_event(Duplicate(in_flight.source, in_flight.to, in_flight.message, in_flight.id), None))

    def _cut(self, act: Cut) -> Step | None:
        if (act.source, act.to) in self.cut_links:
            return None
        self.cut_links.add((act.source, act.to))
        return Step(self._make_event(act, None))

    def _heal(self, act: Heal) -> Step | None:
        if (act.source, act.to) not in self.cut_links:
            return None
        self.cut_links.remove((act.source, act.to))
        return Step(self._make_event(act, None))

    def _find_message(self, act: Deliver | Drop | Duplicate) -> InFlight | None:
        """Return the message in flight that `act` means: an equal one on its link, else the oldest of its type."""
        on_link = [m for m in self.in_flight if m.source == act.source and m.to == act.to]
        message = self._decode_message(act.message)
        for candidate in on_link:
            if candidate.message == message:
                return candidate
        return next((m for m in on_link if type(m.message) is type(message)), None)

    def _decode_message(self, message: Any) -> Message:
        return message if isinstance(message, Message) else self.codec.from_plain(message)

    def _send_message(self, server: str, effect: SendEffect) -> SentMessage:
        self.sent_count += 1
        message = self.codec.decode(effect.message)
        lost = (server, effect.to) in self.cut_links or effect.to not in self.servers
        if not lost:
            self.in_flight.append(InFlight(self.sent_count, server, effect.to, message))
        return SentMessage(self.sent_count, server, effect.to, message, lost)
