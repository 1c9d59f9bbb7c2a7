"""Scenario files: what they may say, how mistakes are told, and that the page lists every form."""

import pytest

from raftlab.errors import UsageError
from raftlab.kit import find_kit
from raftlab.scenario.language import EXPECTATION_FORMS, STATEMENT_FORMS, parse_command, parse_scenario, read_scenario
from raftlab.scenario.statement_checks import OPTION_FIELDS
from raftlab.server import Command

VALID_SCENARIO = "servers S1 S2 S3 with log 1 committed 1\nelect S1\npropose S1 x=1\n"

MISTAKE_MESSAGES = {
    "elekt S1": "line 4: `elekt` is not a step; did you mean `elect`?",
    "propose S1 x==1": "line 4: `propose S1 x==1` does not have the form `propose S1 COMMAND [as CLIENT/NUMBER]`",
    "crash S7": "line 4: S7 is not one of the servers S1, S2, S3",
    "expect S1 wins": "line 4: `expect S1 wins` is not an expectation; the forms are: expect S1 leads",
    "option entries-per-apend 1": "line 4: `entries-per-apend` is not an option; did you mean `entries-per-append`?",
    "option heartbeat off": "line 4: `option heartbeat off` does not have the form `option heartbeat MS`",
    "option election-timeout 3 1": "line 4: `option election-timeout 3 1` does not have the form `option",
    "option pre-vote 1": "line 4: `option pre-vote 1` does not have the form `option pre-vote on|off`",
    "server S1 with log 1 committed 2": "line 4: committed 2, but the log has 1 entries; write a longer log or a lower",
    "servers S1": "line 4: a second `servers` line; keep one of them",
    f"wait {'9' * 5000}": "line 4: 999999999999… is too high; write at most 9 digits",
    "replicate S1 S2": "line 4: `replicate S1 S2` does not have the form `replicate S1 -> S2",
}


@pytest.mark.parametrize("line", MISTAKE_MESSAGES)
def test_mistake_is_told_with_its_line_and_repair(line):
    """A wrong line is named by file and number, with the form or word that was meant."""
    with pytest.raises(UsageError) as told:
        parse_scenario(VALID_SCENARIO + line, "a.txt")
    assert str(told.value).startswith("a.txt " + MISTAKE_MESSAGES[line])


def test_file_without_servers_is_told():
    """A scenario that names no servers is no scenario."""
    with pytest.raises(UsageError, match=r"a\.txt: no line `servers"):
        parse_scenario("elect S1", "a.txt")


def test_unknown_fork_names_the_known():
    """Asking for an ending that is not there lists those that are."""
    scenario = parse_scenario(VALID_SCENARIO + 'fork left "one"\ncrash S1\nfork right "other"\nrestart S1', "a.txt")
    with pytest.raises(UsageError, match="no fork up; its forks: left, right"):
        scenario.fork("up")


def test_unreadable_file_is_told(tmp_path):
    """A file that is not text is named, with no traceback."""
    path = tmp_path / "x.txt"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="cannot be read as text"):
        read_scenario(path)


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("x=1", Command("put", "x", "1")),
        ("x+=b", Command("append", "x", "b")),
        ("x:1->2", Command("cas", "x", "2", "1")),
        ("get x", Command("get", "x")),
        ("delete x", Command("delete", "x")),
        ("expire c1", Command("expire", "c1")),
    ],
)
def test_commands_read_as_written(words, command):
    """Each form of a command means what the page says."""
    assert parse_command(words) == command


def test_page_lists_every_form():
    """labs/SCENARIOS.md names every verb, claim and option of the language."""
    page = (find_kit().labs / "SCENARIOS.md").read_text()
    missing = [verb for verb in STATEMENT_FORMS if f"`{verb} " not in page]
    missing += [
        form
        for form, _ in EXPECTATION_FORMS.values()
        if form.split(" [")[0].split("   ")[0].replace("COMMAND", "x=1").split(" …")[0] not in page
    ]
    missing += [option for option in OPTION_FIELDS if option not in page]
    assert missing == []


def test_every_scenario_of_the_kit_parses():
    """Every scenario file of every scene is well formed and says what it is called."""
    kit = find_kit()
    files = [*kit.labs.glob("*/scenarios/*.txt"), *kit.reference.glob("*/scenarios/*.txt")]
    assert files
    for file in files:
        assert read_scenario(file).title != file.name, file
