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
from browser_checks import OpenPage, axe_violations, find_overlaps
from playwright.sync_api import expect

from raftlab.pages.html.markup import embedded_json, escape, visible_text
from raftlab.pages.html.page_template import bundle_scripts, embed_compressed
from raftlab.pages.laboratory.page import SCRIPTS as LABORATORY_SCRIPTS
from raftlab.pages.player.page import player_page
from raftlab.pages.storyboard.page import storyboard_page
from raftlab.pages.storyboard.runs import Storyboard, StoryboardRun
from raftlab.server import Command
from raftlab.trace import Propose, Trace

ASSETS_FOLDER = Path(__file__).parents[2] / "grader" / "raftlab" / "pages" / "assets"
HOSTILE_TEXTS = {
    "script": "</script><script>document.title='owned'</script>",
    "comment": "<!--<script>",
    "image": "<img src=x onerror=\"document.title='owned'\">",
    "bidi": "abc\u202etxt.exe\u2066",
    "control": "a\x00b\x1b[31mc",
    "long": "ab<" * 3500,
}

RenderPage = Callable[[Trace, Storyboard], str]
PAGE_RENDERERS: dict[str, RenderPage] = {
    "player": lambda trace, board: player_page(trace, trace.events),
    "storyboard": lambda trace, board: storyboard_page(board),
}


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
@pytest.mark.parametrize("name", PAGE_RENDERERS)
def test_axe_finds_no_violation(
    open_page: OpenPage, figure8_trace: Trace, storyboard: Storyboard, node_modules: Path, name: str, scheme: str
) -> None:
    """axe-core finds nothing wrong, in either colour scheme, with every fold open."""
    page = open_page(PAGE_RENDERERS[name](figure8_trace, storyboard), color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    expect(page.locator("#now, #run-now")).to_contain_text("Step")
    assert axe_violations(page, node_modules) == []


def test_axe_reports_nameless_button(open_page: OpenPage, node_modules: Path) -> None:
    """The check above can fail: a button without a name is reported."""
    page = open_page("<!doctype html><html lang=en><title>t</title><main><h1>t</h1><button></button></main>")
    assert [told for told in axe_violations(page, node_modules) if told.startswith("button-name")]


def test_overlap_check_reports_overlap(open_page: OpenPage) -> None:
    """The checks of the layout can fail: two texts of a picture at one place are reported."""
    texts = "<text x=0 y=20>one</text><text x=9 y=24>two</text>"
    page = open_page(f"<!doctype html><html lang=en><title>t</title><svg width=99 height=99>{texts}</svg>")
    assert len(find_overlaps(page)) == 1


def trace_with_text(trace: Trace, text: str) -> Trace:
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


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS.keys())
def test_strange_text_is_shown_as_text(open_page: OpenPage, figure8_trace: Trace, text: str) -> None:
    """Markup, bidi, control characters and 10 kB in a trace are text on the page; nothing of it runs or reorders."""
    trace = trace_with_text(figure8_trace, text)
    page = open_page(player_page(trace))
    page.keyboard.press("End")
    assert page.title() != "owned"
    assert page.locator("img").count() == 0
    seen = page.inner_text("h1")
    assert seen == visible_text(text).replace("\n", " ")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", page.content())
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_strange_text_is_text_on_a_storyboard(open_page: OpenPage, storyboard: Storyboard) -> None:
    """What the reader's own server raises, and what its run holds, is text: in the verdict and in the run below."""
    text = HOSTILE_TEXTS["script"] + HOSTILE_TEXTS["bidi"] + HOSTILE_TEXTS["long"]
    keys = next(keys for keys in storyboard.runs if keys[0] == "yours")
    told = StoryboardRun(trace_with_text(storyboard.runs[keys].trace, text), error_text=text)
    page = open_page(storyboard_page(replace(storyboard, runs={keys: told})), "#rule=yours")
    page.click("#run > summary")
    expect(page.locator("#run-now")).to_contain_text("Step")
    assert page.title() != "owned"
    assert page.locator("img").count() == 0
    assert visible_text(text) in page.inner_text("#verdict")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", page.content())
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_embedded_json_holds_no_markup() -> None:
    """Data inside a script element has no <, > or &, and reads as the same data."""
    told = embedded_json({"text": "</script>&<!--\u2028"})
    assert not re.search("[<>&\u2028]", told)
    assert json.loads(told) == {"text": "</script>&<!--\u2028"}


def test_text_says_how_much_of_it_is_not_shown() -> None:
    """A text beyond the limit is cut, and its length told."""
    assert visible_text("x" * 10_240).endswith("… (10,240 characters)")
    assert escape("a<b\u202e") == "a&lt;b⟨U+202E⟩"


def test_command_of_a_submission_cannot_end_the_page(figure8_trace: Trace) -> None:
    """The packed trace is base64: nothing in it can close its element."""
    command = Command("put", "</script>", "<b>")
    assert "<b>" not in embed_compressed("trace", msgspec.json.encode(command)).partition(">")[2].rpartition("<")[0]


@pytest.mark.parametrize("name", PAGE_RENDERERS)
def test_page_is_one_file_under_a_strict_policy(figure8_trace: Trace, storyboard: Storyboard, name: str) -> None:
    """A page names no other file, and its policy lets in exactly its own style and script."""
    text = PAGE_RENDERERS[name](figure8_trace, storyboard)
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
        LABORATORY_SCRIPTS,
    ):
        joined = bundle_scripts(names)
        assert not re.search(r"^(?:import|export)\b", joined, re.M)


def run_tsc(node_modules: Path, folder: Path, *files: Path) -> subprocess.CompletedProcess[bytes]:
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
    done = run_tsc(node_modules, tmp_path, *sorted(ASSETS_FOLDER.glob("*.js")))
    assert done.returncode == 0, done.stdout.decode()


def test_type_checker_reports_wrong_type(node_modules: Path, tmp_path: Path) -> None:
    """The check above can fail: a wrong type in a script is reported."""
    wrong = tmp_path / "wrong.js"
    wrong.write_text("/** @type {number} */\nexport const count = 'three';\n")
    assert run_tsc(node_modules, tmp_path, wrong).returncode != 0
