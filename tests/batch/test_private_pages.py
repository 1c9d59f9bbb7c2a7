"""A graded class is private by default: its folder, the names of its pages, and who gets which page."""

from __future__ import annotations

import csv
import re
import shutil
import stat
import zipfile
from pathlib import Path

import msgspec
import pytest

pytest.importorskip("sqlalchemy", reason="the staff extra is not installed: pip install -e '.[staff]'")

from graded_class import make_class_results, write_graded_class

from raftlab.batch.report.report_pages import NO_LIST_FILE
from raftlab.cli.main import run


def page_names(folder: Path) -> dict[str, str]:
    """Write the report; return the page of each login by the list for a mail merge."""
    assert run(["report", str(folder)]) == 0
    rows = csv.DictReader((folder / "report" / "pages.csv").open(newline="", encoding="utf-8"))
    return {row["login"]: row["page"] for row in rows}


def test_no_page_can_be_guessed_and_every_run_keeps_the_names(tmp_path: Path) -> None:
    """The names depend on a secret of the batch's own folder; another batch of the same class has other names."""
    folder = write_graded_class(tmp_path / "one")
    pages = page_names(folder)
    assert all(re.fullmatch(r"students/[a-z]+-[0-9a-f]{24}\.html", page) for page in pages.values())
    assert all((folder / "report" / page).is_file() for page in pages.values()) and len(set(pages.values())) == 6
    no_list = (folder / "report" / NO_LIST_FILE).read_text(encoding="utf-8")
    assert "<h1>" in no_list and not [page for page in pages.values() if Path(page).name in no_list]
    assert stat.S_IMODE((folder / "page-names.key").stat().st_mode) == 0o600
    shutil.rmtree(folder / "report")
    assert page_names(folder) == pages
    assert stat.S_IMODE((folder / "report").stat().st_mode) == 0o700
    assert not set(page_names(write_graded_class(tmp_path / "two")).values()) & set(pages.values())


def test_a_new_output_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    """0700 where the batch makes it; a folder that is there already keeps its permissions."""
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / "terms.py").write_text("def (")
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o750)
    for out, mode in ((tmp_path / "new", 0o700), (shared, 0o750)):
        assert run(["batch", str(tmp_path / "class"), "--scene", "scene02", "--out", str(out)]) == 0
        assert stat.S_IMODE(out.stat().st_mode) == mode


def test_moodle_s_feedback_zip_has_a_page_for_each_participant(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The number comes from the submission that Moodle exported, or from the worksheet; others are named."""
    whole = make_class_results()
    entries = {"ada": "Lovelace, Ada_501", "bob": "Bob_B_502", "broken": "Kim_503"}
    grades = tuple(msgspec.structs.replace(each, entry=entries.get(each.entry, each.entry)) for each in whole.grades)
    folder = write_graded_class(tmp_path / "out", msgspec.structs.replace(whole, grades=grades))
    target = tmp_path / "feedback.zip"
    assert run(["export", "moodle-feedback", str(folder), "-o", str(target)]) == 1
    assert "3 left out" in (err := capfd.readouterr().err) and "(13)" in err and "--template" in err
    with zipfile.ZipFile(target) as archive:
        names = {name.split("_", 4)[1]: name for name in archive.namelist()}
        assert all(name.split("_", 4)[2:] == ["assignfeedback", "file", "feedback.html"] for name in names.values())
        assert set(names) == {"501", "502", "503"}
        page = archive.read(names["501"]).decode()
    assert "100 of 100 points" in page and "Kim" not in page
    rows = "".join(f"Participant {number},{number}@x.org\n" for number in range(3))
    people = "".join(f"Participant {600 + n},{each.person.email}\n" for n, each in enumerate(whole.grades))
    (tmp_path / "sheet.csv").write_text(f"Identifier,Email address\n{rows}{people}")
    command = ["export", "moodle-feedback", str(folder), "-o", str(target), "--template", str(tmp_path / "sheet.csv")]
    assert run(command) == 0
    with zipfile.ZipFile(target) as archive:
        assert sorted(name.split("_")[1] for name in archive.namelist()) == [str(600 + n) for n in range(6)]
