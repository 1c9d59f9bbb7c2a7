"""`raftlab up`, `client` and `replay` as their user meets them: what they print, and what each bad input says."""

from __future__ import annotations

import importlib.util
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.skip_or_fail import skip_or_fail

from raftlab.cli.main import run as run_here

RAFTLAB = [sys.executable, "-c", "from raftlab.cli.main import main; main()"]


@pytest.fixture(autouse=True)
def needs_hiredis() -> None:
    """Skip where the extra `cluster` is not installed."""
    if importlib.util.find_spec("hiredis") is None:
        skip_or_fail("needs hiredis: pip install -e '.[cluster]'")


@pytest.fixture
def running_cluster(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, object]]]:
    """Return a running `raftlab up` of one server, and what it printed."""
    command = [*RAFTLAB, "up", "--servers", "1", "--port", "0", "--json"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as up:
        assert up.stdout is not None
        yield up, json.loads(up.stdout.readline())
        if up.poll() is None:
            up.kill()


def run(folder: Path, *arguments: str, text: str = "") -> tuple[int, str]:
    """Return the exit code of a command and all that it printed."""
    done = subprocess.run([*RAFTLAB, *arguments], cwd=folder, input=text, capture_output=True, text=True, timeout=60)
    return done.returncode, (done.stdout + done.stderr).strip()


@pytest.mark.long
def test_a_cluster_serves_a_client_and_ends_whole(
    tmp_path: Path, running_cluster: tuple[subprocess.Popen[str], dict[str, object]]
) -> None:
    """A second `up` says that one runs; a client calls; Ctrl-C ends all with exit code 0; the run repeats."""
    up, shown = running_cluster
    assert "page" in shown and str(shown["layers"]).startswith("given 01")
    calls = "put a 1\nappend a 2\nget a\ncas a 12 3\ncas a 12 4\ndelete a\nget a\n"
    assert run(tmp_path, "client", text=calls) == (
        0,
        "ok\nok\n12\nswapped; it was 12\nnot swapped; it was 3\nok\n(nothing)",
    )
    code, text = run(tmp_path, "up", "--servers", "1")
    assert code == 2 and text == (
        "raftlab: .raftlab/cluster: a cluster already runs on this data; stop it, or name another folder with --data"
    )
    assert run(tmp_path, "replay", ".raftlab/cluster")[0] == 2
    up.send_signal(signal.SIGINT)
    assert up.wait(20) == 0
    code, text = run(tmp_path, "replay", ".raftlab/cluster")
    assert code == 0 and "events of the servers with the same effects" in text
    port = str(shown["servers"]["S1"]).rpartition(":")[2]  # type: ignore[index]
    with socket.create_server(("127.0.0.1", int(port))):
        code, text = run(tmp_path, "up", "--servers", "1", "--port", port)
    assert code == 2 and text.splitlines()[-1] == (
        f"raftlab: port {port} of S1 is taken (Address already in use); choose other ports with --port"
    )
    segment = tmp_path / ".raftlab/cluster/S1/log-000001.seg"
    data = segment.read_bytes()
    segment.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
    code, text = run(tmp_path, "up", "--servers", "1", "--port", "0")
    assert code == 2
    assert "S1/log-000001.seg: damaged at byte" in text.splitlines()[-1]
    assert segment.read_bytes() != data


def test_wrong_arguments_say_what_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown layer, a bad window, a call of another form, no cluster: each is one line with exit code 2."""
    monkeypatch.chdir(tmp_path)
    for arguments, part in (
        (("up", "--layer", "commit.py"), "--layer commit.py: write SCENE=FILE"),
        (("up", "--election", "fast"), "--election fast: write LOW-HIGH in ms"),
        (("client", "get"), "no plan of a cluster"),
        (("client", "frob", "a"), "frob a: no call; write get KEY"),
        (("storm", "--seconds", "3000", "--rate", "900"), "lower --seconds or --rate"),
        (("bench", "cluster", "--without", "redis"), "--without redis: there are"),
    ):
        assert run_here(arguments) == 2
        text = capsys.readouterr().err.strip()
        assert len(text.splitlines()) == 1, text
        assert part in text or "`raftlab up` makes a cluster's folder" in text


def test_a_broken_layer_is_named_with_its_line(tmp_path: Path) -> None:
    """A layer that raises when the server starts ends the node, and `up` shows the layer's own line."""
    kit_file = Path(__file__).parents[2] / "reference/scene03/election.py"
    file = tmp_path / "election.py"
    file.write_text(kit_file.read_text().replace("return self.options.electionTimeout", "return self.patience"))
    code, text = run(tmp_path, "up", "--servers", "1", "--port", "0", "--layer", f"scene03={file}")
    assert code == 2
    told = next(line for line in text.splitlines() if "patience" in line)
    assert told.startswith("raftlab: S1: AttributeError") and "scene03/election.py:" in told


@pytest.mark.long
def test_a_damaged_server_stays_down_and_the_others_go_on(tmp_path: Path) -> None:
    """With one damaged log of three `up` says so, and serves; with two it does not start."""
    command = [*RAFTLAB, "up", "--port", "0", "--json", "--no-journal"]

    def start_and_stop() -> tuple[int, str, str]:
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as up:
            assert up.stdout is not None and up.stderr is not None
            shown = up.stdout.readline()
            answer = run(tmp_path, "client", "append", "a", "1")[1] if shown else ""
            up.send_signal(signal.SIGINT)
            return up.wait(20), answer, up.stderr.read()

    assert start_and_stop()[:2] == (0, "ok")
    for count, name in enumerate(("S2", "S3"), start=1):
        file = tmp_path / f".raftlab/cluster/{name}/log-000001.seg"
        data = file.read_bytes()
        file.write_bytes(data[:20] + bytes([data[20] ^ 1]) + data[21:])
        code, answer, text = start_and_stop()
        if count == 1:
            assert (code, answer) == (0, "ok")
            assert "S2/log-000001.seg: damaged at byte" in text and "the others go on without it" in text
        else:
            assert code == 2 and "S3/log-000001.seg: damaged at byte" in text.splitlines()[-1]


def test_fresh_data_takes_nothing_else_from_the_folder(tmp_path: Path) -> None:
    """The servers' folders and the files of a run go; a file of someone's own stays, whatever it is called."""
    from raftlab.cluster.cluster_plan import ClusterPlan, ServerPlan, write_plan
    from raftlab.cluster.prepare_plan import remove_cluster_data
    from raftlab.server import Options

    own = {"result.json", "notes.txt", "scene05"}
    remove_cluster_data(tmp_path)
    write_plan(
        tmp_path,
        ClusterPlan("scene05", "127.0.0.1", (ServerPlan("S1", 1, 2),), Options(), (), (), "secret", epoch_ns=0),
    )
    for name in ("result.json", "notes.txt", "history.json", "illegal.json", "shrunk.json", "wipes.json"):
        (tmp_path / name).write_text("{}")
    for name in ("S1", "scene05"):
        (tmp_path / name).mkdir()
    remove_cluster_data(tmp_path)
    assert {each.name for each in tmp_path.iterdir()} == own


@pytest.mark.parametrize(
    ("host", "words"),
    [("999.1.1.1", "--host 999.1.1.1: no address of this machine"), ("192.0.2.1", "--host 192.0.2.1: no address of")],
)
def test_an_address_of_another_machine_is_no_port_that_is_taken(tmp_path: Path, host: str, words: str) -> None:
    """What is wrong is named: the address, not the port."""
    code, text = run(tmp_path, "up", "--servers", "1", "--port", "0", "--host", host)
    assert code == 2 and words in text.splitlines()[-1]
