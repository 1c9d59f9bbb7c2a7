"""What a failed line says about entries that were never written, or that another server holds."""

import pytest
from tests.simulator.kit_servers import open_server

from raftlab.kit import find_kit
from raftlab.scenario.language import parse_scenario
from raftlab.scenario.runner import Runner

FOLLOWERS_WRITE_NOTHING = """
from raftlab.server import Server


class Wrong(Server):
    def persist(self) -> None:
        if self.role == "leader":
            super().persist()
"""
HEAD = "servers S1 S2 S3\noption pre-vote off\noption check-quorum off\nelect S1\npropose S1 x=1\nreplicate S1 -> S3\n"


def failed_text(steps: str, source: str | None = None) -> str:
    """Return what the first failed line says."""
    host, codec = open_server(find_kit(), source)
    runner = Runner(host, codec, parse_scenario(HEAD + steps, "here.txt"), "scene05")
    runner.run()
    return runner.failed_lines[0].seen


def test_candidate_that_lost_its_log_in_a_crash_is_told():
    """The failed election names the entry that was in memory and not on the disk."""
    steps = "replicate S1 -> S2\ncrash S2\nrestart S2\ncrash S1\nelect S2 votes S3\n"
    seen = failed_text(steps, FOLLOWERS_WRITE_NOTHING)
    assert seen.endswith("its log was [term 1], and on its disk empty; entry 1 was never written.")
    assert "S2 crashed at step" in seen


@pytest.mark.parametrize("line", ["elect S2 votes S3", "campaign S2 votes S3\nexpect S2 leads"])
def test_candidate_with_the_shorter_log_is_told(line):
    """The failed election shows the longer log."""
    assert failed_text(f"crash S1\n{line}\n").endswith("The log of S2 is empty; S3 has [term 1].")


def test_other_lines_say_no_more_than_they_did():
    """An expectation that has nothing to do with an election or a commit stays as it is."""
    assert failed_text("expect log of S2 is 1\n") == "the log of S2 is empty."
