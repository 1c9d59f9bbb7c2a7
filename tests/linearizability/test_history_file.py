"""Histories in files: the JSON, Jepsen's EDN, and the one line that a bad file gets."""

from __future__ import annotations

import pytest

from raftlab.errors import UsageError
from raftlab.linearizability.client_history import NEVER, Operation
from raftlab.linearizability.history_file import read_history

JEPSEN = """\
; a history
{:process 0, :type :invoke, :f :write, :value 3, :time 10, :index 0}
{:process 1, :type :invoke, :f :read, :value nil}
#jepsen.history.Op{:process 0, :type :ok, :f :write, :value 3}
{:process 1 :type :ok :f :read :value 3}
{:process :nemesis, :type :info, :f :start, :value ["cut" #{1 2}]}
{:process 1, :type :invoke, :f :cas, :value [3 4]}
{:process 2, :type :invoke, :f :cas, :value [4 5]}
{:process 1, :type :fail, :f :cas, :value [3 4], :error "no \\"quorum\\""}
{:process 2, :type :info, :f :cas, :value [4 5]}
{:process 3, :type :invoke, :f :read, :value nil}
"""


def test_json_is_read_with_defaults() -> None:
    """A missing end is no answer; a missing client or key gets a name of its own, or none."""
    text = b"""{"initial": "0", "operations": [
      {"operation": "put", "key": "x", "start": 1, "value": "1"},
      {"client": "c", "operation": "get", "start": 2.5, "end": 3, "result": null},
      {"operation": "cas", "start": 4, "end": 5, "expected": 1, "value": 2, "swapped": false}]}"""
    history = read_history(text, "h.json")
    assert history.initial == "0"
    assert history.operations == (
        Operation("client 1", "put", "x", 1, NEVER, "1"),
        Operation("c", "get", "", 2.5, 3, has_result=True),
        Operation("client 3", "cas", "", 4, 5, 2, 1, swapped=False),
    )


def test_jepsen_history_is_read() -> None:
    """Invocations are paired with their completions; a failed operation did not happen, an :info may have."""
    history = read_history(JEPSEN.encode(), "history.edn")
    assert sorted(history.operations, key=lambda each: each.start) == [
        Operation("process 0", "put", "", 0, 2, 3),
        Operation("process 1", "get", "", 1, 3, result=3, has_result=True),
        Operation("process 2", "cas", "", 6, NEVER, 5, 4),
        Operation("process 3", "get", "", 9, NEVER),
    ]


def test_jepsen_history_with_keys_is_read() -> None:
    """Values of independent keys are [key value]; events may stand in one vector."""
    text = b"""[{:process 0, :type :invoke, :f :cas, :value ["k" [1 2]]}
    {:process 0, :type :ok, :f :cas, :value ["k" [1 2]]}
    {:process 0, :type :invoke, :f :read, :value ["k" nil]} {:process 0, :type :ok, :f :read, :value ["k" 2]}]"""
    assert read_history(text, "history.edn").operations == (
        Operation("process 0", "cas", "k", 0, 1, 2, 1, swapped=True),
        Operation("process 0", "get", "k", 2, 3, result=2, has_result=True),
    )


FAULTS = {
    '{"operations": [{"operation": "get", "start": 1, "end": 2}]}': "a get with an end has a result; add",
    '{"operations": [{"operation": "put", "start": 3, "end": 2, "value": "1"}]}': "it ends at 2 and begins",
    '{"operations": [{"operation": "put", "start": 3}]}': "operation 1: put writes a value; add it",
    '{"operations": [{"operation": "append", "start": 3, "value": 1}]}': "append adds a text; write its value",
    '{"operations": [{"operation": "read", "start": 3}]}': "operation 1: Invalid enum value 'read'",
    '{"operations": [{"operation": "get", "start": 3, "x": 1}]}': "operation 1: Object contains unknown field `x`",
    '{"operations": 3}': "no history: Expected `array`, got `int`",
    '{"operations": [': "no history: Input data was truncated",
    "hello": "line 1: no event; it is a map with :process",
    "{:a": "line 1: no JSON and no EDN history: the text ends inside a value",
    "\n{:a 1]": "line 2: no JSON and no EDN history: '{' is closed by ']'",
    "{:a}": "line 1: no JSON and no EDN history: a map has a key without a value",
    "{[1] 2}": "a map has a key without a value, or a collection as a key",
    "]": "line 1: no JSON and no EDN history: ']' closes nothing",
    "[" * 99: "more than 50 collections inside each other",
    "{:process 0 :type :ok :f :read}": "line 1: process 0 completes what it did not invoke",
    "{:process 0 :type :invoke :f :read}" * 2: "line 1: process 0 invokes again before its operation ends",
    "{:process 0 :type :invoke :f :enqueue :value 1}": "line 1: :f 'enqueue' is no operation on a register",
    "{:process 0 :type :invoke :f :cas :value 1}": "line 1: the value of a cas is [old new], or [key [old new]]",
    "{:process 0 :type :invoke :f :write :value [1 2 3]}": "line 1: a register holds a number, a text or nil",
    "\xff": "no text in UTF-8; save it as UTF-8",
}


@pytest.mark.parametrize("text", FAULTS)
def test_bad_file_is_told_in_one_line(text: str) -> None:
    """The file, the operation or line, and the repair are named."""
    with pytest.raises(UsageError) as fault:
        read_history(text.encode("latin-1"), "h")
    told = str(fault.value)
    assert told.startswith("h") and FAULTS[text] in told and "\n" not in told
