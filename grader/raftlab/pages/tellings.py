"""A scenario told by the engine once for every combination of choices: what a storyboard is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from raftlab import __version__
from raftlab.errors import Raised, SubmissionFault
from raftlab.kit import Kit, LayerSource, Scene
from raftlab.pages.abreast import abreast
from raftlab.pages.choices import YOURS, Combination, Toggle, combinations, missing, toggles
from raftlab.pages.holdings import UNKNOWN, Holdings, Machines, holdings
from raftlab.scenario.language import Scenario, read_scenario
from raftlab.scenario.runner import Miss, Runner
from raftlab.server import Options
from raftlab.trace import Event, Panel, Trace
from raftlab.worker.codec import Codec
from raftlab.worker.host import Host, Hosts, InProcessHosts, load_request
from raftlab.worker.wire import Load

HostsOf = Callable[[Load], Hosts]
"""Makes the hosts that run a submission, behind whatever wall the caller chose."""


OnProgress = Callable[[int, int, str], None]
"""Hears how many combinations are told, of how many, and which is next."""


@dataclass(frozen=True)
class Telling:
    """One run of the scenario: its trace, the lines that did not come true, and where the submission failed."""

    trace: Trace
    misses: tuple[Miss, ...] = ()
    fault: str = ""
    beside: tuple[Event | None, ...] | None = None
    """The run of the same acts on the first server of the toggle; None where this is that server's own."""
    machines: Machines = UNKNOWN
    """What the machines hold, in a scene whose stories are about them."""


@dataclass(frozen=True)
class Board:
    """A scenario and all its tellings."""

    scene: str
    file: str
    scenario: Scenario
    toggles: tuple[Toggle, ...]
    tellings: Mapping[Combination, Telling]
    missing: tuple[str, ...] = ()


def tell(
    kit: Kit,
    scene: Scene,
    path: Path,
    own: LayerSource | None,
    walled: HostsOf,
    on_progress: OnProgress = lambda done, total, keys: None,
) -> Board:
    """Return the board of the scenario in `path`. `walled` makes the hosts that run `own`."""
    scenario = read_scenario(path)
    found = toggles(kit, scene, path, scenario, own)
    teller = Teller(kit, scene, scenario, Codec(kit.message_modules(scene)), walled)
    every = list(combinations(found))
    told: dict[Combination, Telling] = {}
    try:
        for each in every:
            on_progress(len(told), len(every), " ".join(each))
            told[each] = teller.telling(found, each)
    finally:
        teller.close()
    return Board(scene.id, path.name, scenario, found, told, tuple(missing(kit, scene, path)))


@dataclass
class Teller:
    """Runs combinations, with one set of hosts for each server it meets."""

    kit: Kit
    scene: Scene
    scenario: Scenario
    codec: Codec
    walled: HostsOf
    open: dict[Combination, Hosts] = field(default_factory=dict)

    def telling(self, found: tuple[Toggle, ...], keys: Combination) -> Telling:
        """Return the scenario as the server, the options and the ending of `keys` play it."""
        brought = {toggle.name: toggle.at(key) for toggle, key in zip(found, keys, strict=True)}
        options: dict[str, Any] = {}
        for toggle in found:
            options |= brought[toggle.name] if toggle.what == "option" else {}
        try:
            host = self.hosts(found, keys, brought).open()
        except SubmissionFault as fault:
            return Telling(self.nothing(), fault=fault_text(fault))
        runner = Runner(host, self.codec, self.scenario, self.scene.id)
        runner.world.options = msgspec.structs.replace(runner.world.options, **options)
        fault_seen = ""
        try:
            runner.run(brought.get("fork"))
            trace = whole(runner.trace())
            held = self.held(host, trace)
        except SubmissionFault as fault:
            fault_seen, held, trace = fault_text(fault), (), whole(runner.trace())
        finally:
            host.close()
        beside, theirs = self.beside(found, keys, trace)
        return Telling(trace, tuple(runner.misses), fault_seen, beside, Machines(held, theirs))

    def held(self, host: Host, trace: Trace, same: bool = True) -> Holdings:
        """Return what the machines hold, () in a scene whose stories are not about them."""
        return holdings(host, self.codec, trace, same) if self.scene.settings.get("machines") else ()

    def beside(
        self, found: tuple[Toggle, ...], keys: Combination, trace: Trace
    ) -> tuple[tuple[Event | None, ...] | None, Holdings]:
        """Return the same acts on the first of the servers, None where it is the one that played, or the reader's."""
        first = found[0].choices[0].key
        if first in (keys[0], YOURS):
            return None, ()
        others = (first, *keys[1:])
        brought = {toggle.name: toggle.at(key) for toggle, key in zip(found, others, strict=True)}
        host = self.hosts(found, others, brought).open()
        try:
            return abreast(host, self.codec, trace), self.held(host, trace, same=False)
        finally:
            host.close()

    def hosts(self, found: tuple[Toggle, ...], keys: Combination, brought: dict[str, Any]) -> Hosts:
        """Return the hosts of the server that `keys` choose."""
        server = tuple(key for toggle, key in zip(found, keys, strict=True) if toggle.what in ("rule", "addition"))
        if server not in self.open:
            own = brought["rule"]
            more = tuple(brought[t.name] for t in found if t.what == "addition" and brought[t.name] is not None)
            layers = (*self.kit.given(self.scene), own, *more)
            load = load_request(layers, self.kit.message_modules(self.scene))
            if keys[0] == YOURS:
                self.open[server] = self.walled(msgspec.structs.replace(load, own=1 + len(more)))
            else:
                self.open[server] = InProcessHosts(load)
        return self.open[server]

    def nothing(self) -> Trace:
        """Return the trace of a server that could not be loaded."""
        names = next(s for s in self.scenario.setup if s.verb == "servers").names("names")
        return Trace(__version__, self.scene.id, self.scenario.title, 0, names, Options(), ())

    def close(self) -> None:
        """Close the hosts."""
        for hosts in self.open.values():
            hosts.close()


def whole(trace: Trace) -> Trace:
    """Return the trace with a panel for what its panels do not reach: a run that ended inside one."""
    last = len(trace.events)
    told = trace.panels[-1].last if trace.panels else 0
    if told >= last or last == 0:
        return trace
    rest = Panel("end", "where the run ended", told + 1, last)
    return msgspec.structs.replace(trace, panels=(*trace.panels, rest))


def fault_text(fault: SubmissionFault) -> str:
    """Return what a submission's fault was, in a line."""
    if isinstance(fault, Raised):
        return f"it raised {fault}" + (f" ({fault.lines[-1]})" if fault.lines else "")
    return str(fault)
