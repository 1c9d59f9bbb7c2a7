"""Servers that checks place by hand, and the messages that they send them, are such as a run can hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.labs.run_laws import broken_laws_of_message, broken_laws_of_state

from raftlab.checks.check_runner import read_checks, run_checks
from raftlab.checks.placed_server import PlacedServer
from raftlab.kit import Kit, Scene, find_kit
from raftlab.worker.wire import BootServer, CallMethod, HandleEvent, MessageEvent, Request
from raftlab.worker.worker_hosts import InProcessHosts, make_load_request

KIT = find_kit()


@dataclass
class WatchedServers:
    """Notes which laws the placed servers of a suite break, by the state or the message."""

    broken: set[str] = field(default_factory=set)
    placed: int = 0
    messages: int = 0

    def look_at(self, server: PlacedServer, request: Request) -> None:
        """Judge the message that is about to arrive, or that a method is about to be called with."""
        data = request.message if isinstance(request, CallMethod) else None
        if isinstance(request, HandleEvent) and isinstance(request.event, MessageEvent):
            data = request.event.message
        if data is not None:
            message = server._codec.decode(data)
            self.messages += 1
            for law in broken_laws_of_message(server.id, server.observation, message):
                self.broken.add(f"{server!r}, voted for {server.votedFor}, gets {message}: {law}")

    def look_after(self, server: PlacedServer, request: Request) -> None:
        """Judge the state in which a server was placed, or into which it was brought by hand."""
        if isinstance(request, BootServer | CallMethod) and request.initial_state is not None:
            self.placed += 1
            for law in broken_laws_of_state(server.id, server._boot_request.cluster, server.observation):
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


SCENES = (*(f"scene0{number}" for number in range(1, 10)), "scene03a", "scene10")


@pytest.mark.parametrize("scene_id", SCENES)
@pytest.mark.skipif(not (KIT.reference / "scene05").is_dir(), reason="a student kit holds no reference")
def test_placed_servers_are_those_of_a_run(scene_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No placed server, and no message to one, breaks a law that every run keeps."""
    watched = watched_suite(KIT.scene(scene_id), KIT, monkeypatch)
    assert not watched.broken, "\n".join(sorted(watched.broken)[:20])
    has_messages = scene_id == "scene01" or watched.messages  # scene 01 has no messages yet
    assert watched.placed and has_messages, "the suite was not watched"
