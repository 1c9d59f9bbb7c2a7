"""What holds for every page: axe is content, strange text is text, scripts are typed, nothing leaves the one file."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from browsing import Opened, overlaps, violations
from playwright.sync_api import expect

from raftlab.pages.markup import embedded, escape, shown
from raftlab.pages.page import packed, script
from raftlab.pages.player import player_page
from raftlab.pages.storyboard import storyboard_page
from raftlab.pages.tellings import Board, Telling
from raftlab.server import Command
from raftlab.trace import Propose, Trace

ASSETS = Path(__file__).parents[2] / "grader" / "raftlab" / "pages" / "assets"
STRANGE = {
    "script": "</script><script>document.title='owned'</script>",
    "comment": "<!--<script>",
    "image": "<img src=x onerror=\"document.title='owned'\">",
    "bidi": "abc\u202etxt.exe\u2066",
    "control": "a\x00b\x1b[31mc",
    "long": "ab<" * 3500,
}

MakePage = Callable[[Trace, Board], str]
PAGES: dict[str, MakePage] = {
    "player": lambda trace, board: player_page(trace, trace.events),
    "storyboard": lambda trace, board: storyboard_page(board),
}


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(
    open_page: Opened, d1: Trace, board: Board, node_modules: Path, name: str, scheme: str
) -> None:
    """axe-core finds nothing wrong, in either colour scheme, with every fold open."""
    page = open_page(PAGES[name](d1, board), color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    expect(page.locator("#now, #run-now")).to_contain_text("Step")
    assert violations(page, node_modules) == []


def test_axe_would_notice(open_page: Opened, node_modules: Path) -> None:
    """The check above can fail: a button without a name is reported."""
    page = open_page("<!doctype html><html lang=en><title>t</title><main><h1>t</h1><button></button></main>")
    assert [told for told in violations(page, node_modules) if told.startswith("button-name")]


def test_overlaps_would_be_noticed(open_page: Opened) -> None:
    """The checks of the layout can fail: two texts of a picture at one place are reported."""
    texts = "<text x=0 y=20>one</text><text x=9 y=24>two</text>"
    page = open_page(f"<!doctype html><html lang=en><title>t</title><svg width=99 height=99>{texts}</svg>")
    assert len(overlaps(page)) == 1


def strange_trace(trace: Trace, text: str) -> Trace:
    """Return the trace with `text` wherever a submission, or a trace's author, can put text."""
    data = msgspec.to_builtins(trace)
    data["title"] = text
    for event in data["events"]:
        event["printed"] = text
        if event.get("view"):
            for entry in event["view"]["log"]:
                if entry["command"]:
                    entry["command"]["key"] = text
                    entry["command"]["value"] = text
        if event["act"]["type"] == Propose.__name__:
            event["act"]["command"] |= {"key": text, "value": text}
        if "message" in event["act"]:
            event["act"]["message"] = {"type": text, "term": text, text: text}
    for violation in data["violations"]:
        violation["seen"] = text
        violation["property"] = text
    return msgspec.convert(data, Trace)


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE.keys())
def test_strange_text_is_shown_as_text(open_page: Opened, d1: Trace, text: str) -> None:
    """Markup, bidi, control characters and 10 kB in a trace are text on the page; nothing of it runs or reorders."""
    trace = strange_trace(d1, text)
    page = open_page(player_page(trace))
    page.keyboard.press("End")
    assert page.title() != "owned"
    assert page.locator("img").count() == 0
    seen = page.inner_text("h1")
    assert seen == shown(text).replace("\n", " ")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", page.content())
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_strange_text_is_text_on_a_storyboard(open_page: Opened, board: Board) -> None:
    """What the reader's own server raises, and what its run holds, is text: in the verdict and in the run below."""
    text = STRANGE["script"] + STRANGE["bidi"] + STRANGE["long"]
    keys = next(keys for keys in board.tellings if keys[0] == "yours")
    told = Telling(strange_trace(board.tellings[keys].trace, text), fault=text)
    page = open_page(storyboard_page(replace(board, tellings={keys: told})), "#rule=yours")
    page.click("#run > summary")
    expect(page.locator("#run-now")).to_contain_text("Step")
    assert page.title() != "owned"
    assert page.locator("img").count() == 0
    assert shown(text) in page.inner_text("#verdict")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", page.content())
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_embedded_json_holds_no_markup() -> None:
    """Data inside a script element has no <, > or &, and reads as the same data."""
    told = embedded({"text": "</script>&<!--\u2028"})
    assert not re.search("[<>&\u2028]", told)
    assert json.loads(told) == {"text": "</script>&<!--\u2028"}


def test_text_says_how_much_of_it_is_not_shown() -> None:
    """A text beyond the limit is cut, and its length told."""
    assert shown("x" * 10_240).endswith("… (10,240 characters)")
    assert escape("a<b\u202e") == "a&lt;b⟨U+202E⟩"


def test_command_of_a_submission_cannot_end_the_page(d1: Trace) -> None:
    """The packed trace is base64: nothing in it can close its element."""
    command = Command("put", "</script>", "<b>")
    assert "<b>" not in packed("trace", msgspec.json.encode(command)).partition(">")[2].rpartition("<")[0]


@pytest.mark.parametrize("name", PAGES)
def test_page_is_one_file_under_a_strict_policy(d1: Trace, board: Board, name: str) -> None:
    """A page names no other file, and its policy lets in exactly its own style and script."""
    text = PAGES[name](d1, board)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert "default-src &#x27;none&#x27;" in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(r'(?:src|href)="(?!#|data:)', text)
    assert "http:" not in text.replace("http://www.w3.org/2000/svg", "")


def test_scripts_are_whole_once_joined() -> None:
    """The modules of a page, joined, import and export nothing."""
    for names in (
        ("page.js", "run.js", "player.js", "show.js"),
        ("page.js", "run.js", "player.js", "storyboard.js"),
        ("page.js", "run.js", "laboratory.js"),
    ):
        joined = script(names)
        assert not re.search(r"^(?:import|export)\b", joined, re.M)


def tsc(node_modules: Path, folder: Path, *files: Path) -> subprocess.CompletedProcess[bytes]:
    """Check scripts against their JSDoc types."""
    options: dict[str, Any] = {
        "allowJs": True,
        "checkJs": True,
        "noEmit": True,
        "strict": True,
        "target": "es2022",
        "module": "es2022",
        "moduleResolution": "bundler",
        "lib": ["es2022", "dom", "dom.iterable"],
        "types": [],
    }
    project = folder / "tsconfig.json"
    project.write_text(json.dumps({"compilerOptions": options, "files": [str(file) for file in files]}))
    command = ["node", str(node_modules / "typescript" / "bin" / "tsc"), "-p", str(project)]
    return subprocess.run(command, capture_output=True, timeout=280)


def test_scripts_pass_the_type_checker(node_modules: Path, tmp_path: Path) -> None:
    """tsc, strict, finds nothing wrong in the scripts by their JSDoc."""
    done = tsc(node_modules, tmp_path, *sorted(ASSETS.glob("*.js")))
    assert done.returncode == 0, done.stdout.decode()


def test_type_checker_would_notice(node_modules: Path, tmp_path: Path) -> None:
    """The check above can fail: a wrong type in a script is reported."""
    wrong = tmp_path / "wrong.js"
    wrong.write_text("/** @type {number} */\nexport const count = 'three';\n")
    assert tsc(node_modules, tmp_path, wrong).returncode != 0
