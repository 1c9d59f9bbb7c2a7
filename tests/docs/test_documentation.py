"""The documentation builds without a network, its examples run, and it names no hidden check."""

from __future__ import annotations

import os
import pydoc
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from importlib.util import find_spec
from pathlib import Path

import pytest
from tests.skip_or_fail import skip_or_fail

from raftlab.authoring.leaks.kit_secrets import names_of_hidden_checks
from raftlab.authoring.peer_kit_mistakes import mistake_mutants, read_mistakes
from raftlab.batch.late_policy import LatePolicy, read_late_policy
from raftlab.cli.support.command_loader import COMMANDS
from raftlab.kit import Kit

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "generated" not in path.parts)
EXAMPLE = re.compile(r"^```console\n(.*?)^```", re.M | re.S)
EXIT_CODE = re.compile(r"  # exit code (\d)$")
FOREIGN = re.compile(rb"""(?:src|href)=["'](?:https?:)?//[^"']*\.(?:js|css|woff2?)|@import|url\(["']?(?:https?:)?//""")


def test_commands_in_the_pages_exist() -> None:
    """Each `raftlab NAME` in the pages and in the README is a command."""
    for page in (*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        text = page.read_text(encoding="utf-8")
        code = re.findall(r"`([^`\n]*)`", text) + re.findall(r"^```(?:sh|console)\n(.*?)^```", text, re.M | re.S)
        named = {name for each in code for name in re.findall(r"(?<![\w./-])raftlab ([a-z]+(?:-[a-z]+)*)\b", each)}
        assert named <= {*COMMANDS, "grade"}, page


def test_modules_and_functions_in_the_pages_exist() -> None:
    """Each dotted name of the kit in the pages, the handouts and CONTRIBUTING is a module, or a name in one."""
    handouts = sorted((ROOT / "labs").glob("*.md")) + sorted((ROOT / "labs").glob("*/README.md"))
    for page in (*PAGES, *handouts, ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        for name in set(re.findall(r"`(raftlab(?:\.\w+)+)`", page.read_text(encoding="utf-8"))):
            assert pydoc.locate(name) is not None, f"{page.name} names {name}"


def test_late_policy_of_the_page_is_read(tmp_path: Path) -> None:
    """The policy.toml that staff copy from the page has all the keys, and the command takes it."""
    (text,) = re.findall(r"^```toml\n(.*?)^```", (DOCS / "staff/batch.md").read_text(encoding="utf-8"), re.M | re.S)
    file = tmp_path / "policy.toml"
    file.write_text(text, encoding="utf-8")
    assert read_late_policy(file).due == datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert set(tomllib.loads(text)) == set(LatePolicy.__struct_fields__)


def test_mistakes_of_the_comparison_are_wrong_solutions_here() -> None:
    """Each wrong solution that the comparison with other kits names is in reference/."""
    named = mistake_mutants(read_mistakes(ROOT))
    assert named
    for scene, _, name in (mutant.partition("/") for mutant in named):
        assert (ROOT / "reference" / scene / "mutants" / f"{name}.py").is_file(), f"{scene}/{name}"


def examples() -> Iterator[tuple[str, str]]:
    """Yield (page, block) of each example to run."""
    for page in PAGES:
        blocks = EXAMPLE.findall(page.read_text(encoding="utf-8"))
        if blocks:
            yield page.relative_to(DOCS).as_posix(), "".join(blocks)


@pytest.mark.long
@pytest.mark.parametrize(("page", "block"), list(examples()))
def test_examples_do_what_the_page_shows(page: str, block: str, tmp_path: Path) -> None:
    """Each command of a page, in order in an empty folder, ends and prints as shown; `...` is any text."""
    scripts = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{scripts}:{os.environ['PATH']}", "NO_COLOR": "1", "COLUMNS": "100"}
    steps = re.split(r"^\$ ", block, flags=re.M)[1:]
    assert steps
    for step in steps:
        command, _, expected = step.partition("\n")
        code = EXIT_CODE.search(command)
        done = subprocess.run(
            ["bash", "-c", EXIT_CODE.sub("", command)],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == (int(code[1]) if code else 0), f"{command}: {done.stdout}{done.stderr}"
        if expected.strip():
            flags = ELLIPSIS | NORMALIZE_WHITESPACE
            assert OutputChecker().check_output(expected, done.stdout, flags), f"{command}: {done.stdout}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site, built by the documented command; a warning is a failure."""
    if find_spec("sphinx") is None or find_spec("furo") is None or find_spec("myst_parser") is None:
        skip_or_fail("the extra docs is not installed")
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run(build_command(out), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


def build_command(out: Path) -> list[str]:
    """Return the documented command that builds the site into a folder."""
    return [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "docs", str(out)]


@pytest.mark.long
def test_two_builds_at_a_time_give_the_same_pages(site: Path, tmp_path: Path) -> None:
    """Builds of one checkout share docs/generated/, and neither misses a file while the other one writes there."""
    first = subprocess.Popen(build_command(tmp_path / "first"), cwd=ROOT, stderr=subprocess.PIPE, text=True)
    second = subprocess.run(build_command(tmp_path / "second"), cwd=ROOT, capture_output=True, text=True, check=False)
    _, errors = first.communicate()
    assert (first.returncode, second.returncode) == (0, 0), errors + second.stderr
    for page in site.rglob("*.html"):
        name = page.relative_to(site)
        assert (
            page.read_bytes() == (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes()
        )


@pytest.mark.long
def test_site_has_a_page_for_each_scene(site: Path) -> None:
    """Each scene of the kit has its page, found from the list of scenes, and its story, found from the page."""
    listed = (site / "generated/scenes/index.html").read_text(encoding="utf-8")
    for scene in Kit(ROOT).scenes:
        assert f'href="{scene.id}/index.html"' in listed
        page = (site / f"generated/scenes/{scene.id}/index.html").read_text(encoding="utf-8")
        assert f'href="../../../pages/{scene.id}.html"' in page
        assert "<h1" in (site / f"pages/{scene.id}.html").read_text(encoding="utf-8")


@pytest.mark.long
def test_site_needs_no_network(site: Path) -> None:
    """No page loads a script, a stylesheet or a font from elsewhere."""
    for page in (*site.rglob("*.html"), *site.rglob("*.css")):
        assert not FOREIGN.search(page.read_bytes()), page


@pytest.mark.long
def test_links_within_the_site_lead_somewhere(site: Path) -> None:
    """Each link and picture of a page that is a file of the site is there."""
    for page in site.rglob("*.html"):
        for target in re.findall(r'(?:href|src)="([^"#?]+)', page.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:|//", target):
                assert (page.parent / target).exists(), f"{page.relative_to(site)} -> {target}"


@pytest.mark.long
def test_site_names_no_hidden_check(site: Path) -> None:
    """No page has the name of a hidden check."""
    names = names_of_hidden_checks(Kit(ROOT))
    for page in (*site.rglob("*.html"), *site.rglob("*.js")):
        words = set(re.findall(r"[A-Za-z_]\w*", page.read_text(encoding="utf-8")))
        assert not names & words, page


@pytest.mark.long
def test_site_can_be_used_by_keys_and_screen_readers(site: Path) -> None:
    """Captions of the list of pages have a level, lists of links have names, and what may scroll takes the focus."""
    for page in (site / name for name in ("index.html", "generated/scenes/scene05/index.html", "design/KILLS.html")):
        text = page.read_text(encoding="utf-8")
        assert 'role="heading" aria-level="2"' in text and 'role="heading">' not in text, page
        assert 'class="sidebar-drawer" aria-label=' in text and 'class="toc-drawer">' not in text, page
        assert "<pre>" not in text and '<th class="head"><p></p></th>' not in text, page
        assert "<p><img" not in text, page
    assert '<a class="picture"' in (site / "generated/scenes/scene05/index.html").read_text(encoding="utf-8")
