"""Runs the hostile submissions of the bank and says what came of each. Also a script: LEVEL FOLDER writes JSON."""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from raftlab.errors import Died, SubmissionFault
from raftlab.jail.kernel import prctl
from raftlab.kit import find_kit
from raftlab.server import AppendEntries, Entry, Options
from raftlab.worker.answers import Stepped
from raftlab.worker.host import WorkerHosts
from raftlab.worker.process import Limits, WorkerHost
from raftlab.worker.wire import Boot, Call, Codec, Deliver, Given, Handle, Layer, Load, Request

BANK = Path(__file__).parent / "bank"
SCENE = "scene05"
QUICK = Limits(cpu_s=0.2, wall_s=100)
"""For what loops: a fifth of a second of an endless loop is as endless as two seconds."""
SHORT = Limits(cpu_s=10, wall_s=2)
"""For what waits without computing."""
PATIENT = Limits(cpu_s=10, wall_s=100)
"""For what ends another way: on a slow machine that may take a while, and it is to be told what it did, not that."""
PR_SET_CHILD_SUBREAPER = 36
CLUSTER = ("S1", "S2", "S3")


@dataclass(frozen=True)
class Attack:
    """One submission of the bank, and what its first lines say of it."""

    name: str
    text: str
    tries: str
    happens: str
    told: str


@dataclass(frozen=True)
class Outcome:
    """What came of one attack: what its author is told, and every breach that was found."""

    name: str
    told: tuple[str, ...]
    printed: str
    breaches: tuple[str, ...]


def read_attacks() -> list[Attack]:
    """Return the bank in the order of its names."""
    pattern = re.compile(r'"""Tries: (.*?)\n\nHappens: (.*?)\nTold: (.*?)\n"""\n', re.DOTALL)
    found = []
    for path in sorted(BANK.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        match = pattern.match(text)
        assert match, f"{path.name} does not begin with what it tries, what happens and what is told"
        found.append(Attack(path.stem, text, match[1], match[2], match[3].replace("\\\\", "\\")))
    return found


class Ground:
    """Where attacks are run: a folder with secrets, a zygote that they share, and the right answers."""

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
        self.kit = kit.root
        self.given = tuple(Layer(each.name, each.source, each.layer) for each in kit.given(scene))
        self.modules = kit.message_modules(scene)
        solution = kit.solution(scene)
        self.reference = Layer(scene.file, solution.source, solution.layer)
        self.layer = solution.layer
        self.codec = Codec(self.modules)
        self.hosts = WorkerHosts(self.load(self.reference), ceiling, limits=PATIENT)
        self.right = [answer for answer in self.answers(self.reference) if isinstance(answer, Stepped)]
        assert len(self.right) == len(self.requests()), "the reference itself fails"

    def load(self, layer: Layer) -> Load:
        """Return the request that loads `layer` over the layers below."""
        return Load((*self.given, layer), self.modules)

    def requests(self) -> list[tuple[Request, Request]]:
        """Return the checks: each places a server and asks it one thing. None can be passed by doing nothing."""
        old, new = Entry(1), Entry(2)
        leads = Given(role="leader", currentTerm=2, log=(old, new), matchIndex={"S2": 2, "S3": 0}, nextIndex={"S2": 3})
        follows = Given(currentTerm=2, log=(old, old), commitIndex=0)
        append = AppendEntries(2, "S1", 1, 1, (new,), 2)
        message = self.codec.encode(append)
        return [
            (Boot("S1", CLUSTER, Options(), given=leads), Call("S1", "tryAdvanceCommit")),
            (Boot("S2", CLUSTER, Options(), given=follows), Handle("S2", Deliver(message))),
        ]

    def answers(self, layer: Layer, limits: Limits = PATIENT) -> list[Stepped | SubmissionFault]:
        """Return what each check's question is answered with; a worker that ends is replaced by a new one.

        One that hung is not asked again: it would hang again.
        """
        found: list[Stepped | SubmissionFault] = []
        host: WorkerHost | None = None
        for boot, question in self.requests():
            if found and isinstance(found[-1], Died) and host is None and "one event" in str(found[-1]):
                found.append(found[-1])
                continue
            try:
                if host is None:
                    host = self.hosts.fork(limits)
                    host.ask(self.load(layer))
                host.ask(boot)
                answer = host.ask(question)
                assert isinstance(answer, Stepped)
                found.append(answer)
            except SubmissionFault as fault:
                found.append(fault)
                host = host.close() if host else None
        if host:
            host.close()
        return found

    def run(self, attack: Attack) -> Outcome:
        """Run one attack against every check and look for what it has done."""
        text = attack.text.replace("@CANARY@", str(self.folder)).replace("@GRADER@", str(os.getpid()))
        text = text.replace("@KIT@", str(self.kit))
        before = self.files()
        answers = self.answers(Layer("commit.py", text, self.layer), limits_for(attack, self.hosts.level))
        faults = [f"{type(each).__name__}: {each}" for each in answers if isinstance(each, SubmissionFault)]
        printed = "".join(each.printed for each in answers if isinstance(each, Stepped))
        return Outcome(attack.name, tuple(faults), printed, tuple(self.breaches(answers, printed, before)))

    def breaches(self, answers: list[Stepped | SubmissionFault], printed: str, before: set[str]) -> list[str]:
        """Return what the attack achieved that it must not."""
        told = printed + "".join(map(str, answers))
        found = []
        if "BREACH" in told:
            found.append(f"did it: {printed[:300]}")
        if self.secret in told:
            found.append("told a secret")
        gained = [number for number, pair in enumerate(zip(answers, self.right, strict=True)) if same(*pair)]
        if gained:
            found.append(f"passes checks {gained}")
        if changed := self.files() ^ before:
            found.append(f"files: {sorted(changed)}")
        for path in changed_here(self.files() - before):
            path.unlink()
        if (
            "hidden_test.py" in os.listdir(self.folder)
            and self.secret not in (self.folder / "hidden_test.py").read_text()
        ):
            found.append("changed a file")
        return found

    def files(self) -> set[str]:
        """Return the files that may come to be: in the canary's folder, and by name where all may write."""
        places = ["/tmp", "/var/tmp", "/dev/shm", str(self.kit), str(self.kit / "labs"), "/"]
        own = [str(path) for path in self.folder.iterdir()]
        return set(own) | {str(path) for place in places for path in Path(place).glob("raftlab-attack*")}

    def survivors(self, patience_s: float = 60.0) -> list[str]:
        """Return the processes that stay once everything is closed. The kernel may take a moment to end a wall."""
        until = time.monotonic() + patience_s
        while (left := living_children()) and time.monotonic() < until:
            time.sleep(0.02)
        return left


def limits_for(attack: Attack, level: str) -> Limits:
    """Return what one event of `attack` may use, so that it is told what it did, not how slow this machine is.

    At L1 calls that the walls refuse may wait instead, for ever.
    """
    if "one event took more" in attack.told:
        return QUICK
    return SHORT if level == "L1" or "one event was not done" in attack.told else PATIENT


def living_children() -> list[str]:
    """Return the commands of this process's children, but for Python's own tracker; dead ones are buried."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return []
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    commands = [Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")[:200] for pid in children]
    return [each for each in commands if "multiprocessing.resource_tracker" not in each]


def same(answer: Stepped | SubmissionFault, right: Stepped) -> bool:
    """Tell whether an answer is the right one, whatever was printed."""
    if not isinstance(answer, Stepped):
        return False
    return (answer.effects, answer.observed, answer.result) == (right.effects, right.observed, right.result)


def changed_here(names: set[str]) -> list[Path]:
    """Return the paths of files that an attack made."""
    return [Path(name) for name in names if Path(name).is_file() or Path(name).is_symlink()]


def main(level: str, folder: str) -> None:
    """Run the whole bank at one level; write one JSON object: the level, the outcomes, the survivors, and the end."""
    ground = Ground(Path(folder), level)
    outcomes = [ground.run(attack) for attack in read_attacks()]
    unharmed = all(same(*pair) for pair in zip(ground.answers(ground.reference), ground.right, strict=True))
    measured = ground.hosts.level
    ground.hosts.close()
    told = {"level": measured, "unharmed": unharmed, "survivors": ground.survivors()}
    print(json.dumps({**told, "outcomes": [asdict(each) for each in outcomes]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
