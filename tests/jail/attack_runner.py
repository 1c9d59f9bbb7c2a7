"""Runs the hostile submissions of the bank and reports the result of each. Also a script: LEVEL FOLDER writes JSON."""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from raftlab.errors import SubmissionError, WorkerDiedError
from raftlab.jail.kernel_calls import prctl
from raftlab.kit import find_kit
from raftlab.server import AppendEntries, Entry, Options
from raftlab.worker.responses import StepResponse
from raftlab.worker.wire import (
    BootServer,
    CallMethod,
    Codec,
    HandleEvent,
    InitialState,
    Layer,
    LoadLayers,
    MessageEvent,
    Request,
)
from raftlab.worker.worker_connection import RequestLimits, WorkerHost
from raftlab.worker.worker_hosts import WorkerHosts

BANK = Path(__file__).parent / "bank"
SCENE = "scene05"
CPU_LOOP_LIMITS = RequestLimits(cpu_s=0.2, waiting_s=100)
"""For what loops: a fifth of a second of an endless loop is as endless as two seconds."""
WAITING_LIMITS = RequestLimits(cpu_s=10, waiting_s=2)
"""For what waits without computing."""
LONG_LIMITS = RequestLimits(cpu_s=10, waiting_s=100)
"""For what ends another way: on a slow machine that may take a while, and it is to be told what it did, not that."""
PR_SET_CHILD_SUBREAPER = 36
CLUSTER = ("S1", "S2", "S3")


@dataclass(frozen=True)
class Attack:
    """One submission of the bank, with the claims of its first lines."""

    name: str
    text: str
    attempt: str
    effect: str
    expected_error: str


@dataclass(frozen=True)
class AttackResult:
    """The result of one attack: the message to its author, and every breach that was found."""

    name: str
    errors: tuple[str, ...]
    printed: str
    breaches: tuple[str, ...]


def read_attacks() -> list[Attack]:
    """Return the attacks, sorted by name."""
    pattern = re.compile(r'"""Tries: (.*?)\n\nHappens: (.*?)\nExpected: (.*?)\n"""\n', re.DOTALL)
    found = []
    for path in sorted(BANK.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        match = pattern.match(text)
        assert match, f"{path.name} does not begin with what it tries, what happens and what is told"
        found.append(Attack(path.stem, text, match[1], match[2], match[3].replace("\\\\", "\\")))
    return found


class AttackRunner:
    """The setting of the attacks: a folder with secrets, a shared zygote, and the right responses."""

    def __init__(self, folder: Path, ceiling: str) -> None:
        prctl(PR_SET_CHILD_SUBREAPER, 1)  # whatever an attack leaves behind becomes a child of this process
        self.folder = folder
        self.secret = "CANARY-" + secrets.token_hex(8)
        os.environ["RAFTLAB_CANARY"] = self.secret
        folder.mkdir(exist_ok=True)
        folder.chmod(0o777)
        (folder / "hidden_test.py").write_text(f"expected = '{self.secret}'\n")
        (folder / "hidden_test.py").chmod(0o666)
        kit = find_kit()
        scene = kit.scene(SCENE)
        self.kit_root = kit.root
        self.given_layers = tuple(
            Layer(each.file_name, each.source, each.class_name) for each in kit.given_layers(scene)
        )
        self.message_modules = kit.message_modules(scene)
        solution = kit.solution_layer(scene)
        self.reference = Layer(scene.file, solution.source, solution.class_name)
        self.layer_name = solution.class_name
        self.codec = Codec(self.message_modules)
        self.hosts = WorkerHosts(self.load_request(self.reference), ceiling, limits=LONG_LIMITS)
        self.expected_responses = [
            answer for answer in self.run_checks(self.reference) if isinstance(answer, StepResponse)
        ]
        assert len(self.expected_responses) == len(self.check_requests()), "the reference itself fails"

    def load_request(self, layer: Layer) -> LoadLayers:
        """Return the request that loads `layer` over the layers below."""
        return LoadLayers((*self.given_layers, layer), self.message_modules)

    def check_requests(self) -> list[tuple[Request, Request]]:
        """Return the checks: each places a server and asks it one thing. None can be passed by doing nothing."""
        old, new = Entry(1), Entry(2)
        leads = InitialState(
            role="leader", currentTerm=2, log=(old, new), matchIndex={"S2": 2, "S3": 0}, nextIndex={"S2": 3}
        )
        follows = InitialState(currentTerm=2, log=(old, old), commitIndex=0)
        append = AppendEntries(2, "S1", 1, 1, (new,), 2)
        message = self.codec.encode(append)
        return [
            (BootServer("S1", CLUSTER, Options(), initial_state=leads), CallMethod("S1", "tryAdvanceCommit")),
            (BootServer("S2", CLUSTER, Options(), initial_state=follows), HandleEvent("S2", MessageEvent(message))),
        ]

    def run_checks(self, layer: Layer, limits: RequestLimits = LONG_LIMITS) -> list[StepResponse | SubmissionError]:
        """Return the response to each check's request; a worker that ended is replaced.

        One that hung is not asked again: it would hang again.
        """
        found: list[StepResponse | SubmissionError] = []
        host: WorkerHost | None = None
        for boot, question in self.check_requests():
            if found and isinstance(found[-1], WorkerDiedError) and host is None and "one event" in str(found[-1]):
                found.append(found[-1])
                continue
            try:
                if host is None:
                    host = self.hosts.fork(limits)
                    host.request(self.load_request(layer))
                host.request(boot)
                answer = host.request(question)
                assert isinstance(answer, StepResponse)
                found.append(answer)
            except SubmissionError as fault:
                found.append(fault)
                host = host.close() if host else None
        if host:
            host.close()
        return found

    def run(self, attack: Attack) -> AttackResult:
        """Run one attack against every check and look for what it has done."""
        text = attack.text.replace("@CANARY@", str(self.folder)).replace("@GRADER@", str(os.getpid()))
        text = text.replace("@KIT@", str(self.kit_root))
        before = self.watched_files()
        answers = self.run_checks(Layer("commit.py", text, self.layer_name), limits_for(attack, self.hosts.level))
        faults = [f"{type(each).__name__}: {each}" for each in answers if isinstance(each, SubmissionError)]
        printed = "".join(each.printed for each in answers if isinstance(each, StepResponse))
        return AttackResult(attack.name, tuple(faults), printed, tuple(self.find_breaches(answers, printed, before)))

    def find_breaches(
        self, responses: list[StepResponse | SubmissionError], printed: str, files_before: set[str]
    ) -> list[str]:
        """Return the breaches of the attack."""
        told = printed + "".join(map(str, responses))
        found = []
        if "BREACH" in told:
            found.append(f"did it: {printed[:300]}")
        if self.secret in told:
            found.append("told a secret")
        gained = [
            number
            for number, pair in enumerate(zip(responses, self.expected_responses, strict=True))
            if is_same_response(*pair)
        ]
        if gained:
            found.append(f"passes checks {gained}")
        if changed := self.watched_files() ^ files_before:
            found.append(f"files: {sorted(changed)}")
        for path in created_files(self.watched_files() - files_before):
            path.unlink()
        if (
            "hidden_test.py" in os.listdir(self.folder)
            and self.secret not in (self.folder / "hidden_test.py").read_text()
        ):
            found.append("changed a file")
        return found

    def watched_files(self) -> set[str]:
        """Return the files that may come to be: in the canary's folder, and by name where all may write."""
        places = ["/tmp", "/var/tmp", "/dev/shm", str(self.kit_root), str(self.kit_root / "labs"), "/"]
        own = [str(path) for path in self.folder.iterdir()]
        return set(own) | {str(path) for place in places for path in Path(place).glob("raftlab-attack*")}

    def remaining_processes(self, timeout_s: float = 60.0) -> list[str]:
        """Return the processes that stay once everything is closed. The kernel may take a moment to end a wall."""
        until = time.monotonic() + timeout_s
        while (left := live_child_commands()) and time.monotonic() < until:
            time.sleep(0.02)
        return left


def limits_for(attack: Attack, level: str) -> RequestLimits:
    """Return what one event of `attack` may use, so that it is told what it did, not how slow this machine is.

    At L1 calls that the walls refuse may wait instead, for ever.
    """
    if "one event took more" in attack.expected_error:
        return CPU_LOOP_LIMITS
    return WAITING_LIMITS if level == "L1" or "one event was not done" in attack.expected_error else LONG_LIMITS


def live_child_commands() -> list[str]:
    """Return the commands of this process's children, except Python's resource tracker; reap those that ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return []
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    commands = [Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")[:200] for pid in children]
    return [each for each in commands if "multiprocessing.resource_tracker" not in each]


def is_same_response(response: StepResponse | SubmissionError, expected: StepResponse) -> bool:
    """Return whether a response is the right one, regardless of printed output."""
    if not isinstance(response, StepResponse):
        return False
    return (response.effects, response.observed, response.result) == (
        expected.effects,
        expected.observed,
        expected.result,
    )


def created_files(names: set[str]) -> list[Path]:
    """Return the paths of the files that an attack created."""
    return [Path(name) for name in names if Path(name).is_file() or Path(name).is_symlink()]


def main(level: str, folder: str) -> None:
    """Run the whole bank at one level; write one JSON object: the level, the outcomes, the survivors, and the end."""
    ground = AttackRunner(Path(folder), level)
    outcomes = [ground.run(attack) for attack in read_attacks()]
    unharmed = all(
        is_same_response(*pair)
        for pair in zip(ground.run_checks(ground.reference), ground.expected_responses, strict=True)
    )
    measured = ground.hosts.level
    ground.hosts.close()
    told = {"level": measured, "unharmed": unharmed, "survivors": ground.remaining_processes()}
    print(json.dumps({**told, "outcomes": [asdict(each) for each in outcomes]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
