"""Servers that checks place by hand, and the messages that they send them, are such as a run can hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.labs.run_laws import broken_laws_of_message, broken_laws_of_state

from raftlab.checks.check_runner import read_checks, run_checks
from raftlab.checks.placed_server import PlacedServer
from raftlab.kit import Kit, Scene, find_kit
from raftlab.worker.wire import BootServer, HandleEvent, MessageEvent, Request
from raftlab.worker.worker_hosts import InProcessHosts, make_load_request

KIT = find_kit()


@dataclass
class WatchedServers:
    """Notes which laws the placed servers of a suite break, by the state or the message."""

    broken: set[str] = field(default_factory=set)
    placed: int = 0
    messages: int = 0

    def look_at(self, server: PlacedServer, request: Request) -> None:
        """Judge the message that is about to arrive."""
        if isinstance(request, HandleEvent) and isinstance(request.event, MessageEvent):
            message = server._codec.decode(request.event.message)
            self.messages += 1
            for law in broken_laws_of_message(server.id, server.observation, message):
                self.broken.add(f"{server!r}, voted for {server.votedFor}, gets {message}: {law}")

    def look_after(self, server: PlacedServer, request: Request) -> None:
        """Judge the state in which a server was placed."""
        if isinstance(request, BootServer) and request.initial_state is not None:
            self.placed += 1
            for law in broken_laws_of_state(server.id, request.cluster, server.observation):
                self.broken.add(f"{server!r}, voted for {server.votedFor}: {law}")


def watched_suite(scene: Scene, kit: Kit, monkeypatch: pytest.MonkeyPatch) -> WatchedServers:
    """Run the reference's checks of rules on one server, and watch the servers that they place."""
    watched = WatchedServers()
    step = PlacedServer._step

    def watched_step(server: PlacedServer, request: Request) -> Any:
        watched.look_at(server, request)
        result = step(server, request)
        watched.look_after(server, request)
        return result

    monkeypatch.setattr(PlacedServer, "_step", watched_step)
    rules = tuple(name for name, each in read_checks(kit, scene).items() if each.about is None)
    load = make_load_request((*kit.given_layers(scene), kit.solution_layer(scene)), kit.course_message_modules)
    with InProcessHosts(load) as hosts:
        results = run_checks(kit, scene, hosts, check_names=rules, ignores_prerequisites=True)
    assert {each.result.verdict for each in results} == {"ok"}, [each.result for each in results if each.result.seen]
    return watched


@pytest.mark.parametrize("scene_id", ["scene03a", "scene06", "scene07", "scene08", "scene09"])
@pytest.mark.skipif(not (KIT.reference / "scene05").is_dir(), reason="a student kit holds no reference")
def test_placed_servers_are_those_of_a_run(scene_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No placed server, and no message to one, breaks a law that every run keeps."""
    watched = watched_suite(KIT.scene(scene_id), KIT, monkeypatch)
    assert not watched.broken, "\n".join(sorted(watched.broken)[:20])
    assert watched.placed and watched.messages, "the suite was not watched"
