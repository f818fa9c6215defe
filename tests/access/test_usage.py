"""Actual reads, according to an engine's log, compared with permitted ones: as counts, without values."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from clinic import STAYS as STAYS_CONTRACT
from clinic import files
from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "subject,object,column,time\n"
STAYS = "care/ward/stays@1/stays"
ALLOWED_BY_ONE_OR_NONE = (
    ("billing", "ward"),
    ("researchers", "ward"),
    ("researchers", "secret"),
    ("amara", "ward"),
)
NURSE = f"nurses,{STAYS},diagnosis,2026-11-20T10:00:00Z\n"


def answers(
    folder: Path, log: str, capsys: pytest.CaptureFixture[str], name: str = "log.csv", *more: str
) -> tuple[int, dict[str, Any]]:
    """Compare a log with the clinic."""
    for path, data in files().items():
        target = folder / "mesh" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (folder / name).write_text(log, encoding="utf-8")
    arguments = ("--mesh", str(folder / "mesh"), "--on", "2026-11-22", "--format", "json", *more)
    code = main(["access", "usage", str(folder / name), *arguments])
    return code, json.loads(capsys.readouterr().out)


def test_reads_that_no_document_allows_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Masked columns may be read; letter case of names does not matter."""
    log = HEAD + NURSE + f"nurses,{STAYS},Patient/Surname,2026-11-20T10:00:00Z\n"
    log += f"researchers,{STAYS},patient/surname,2026-11-20T23:30:00-01:00\n" * 2
    code, found = answers(tmp_path, log, capsys)

    assert code == 1
    assert [
        (each["identity"]["name"], each["column"], each["reads"], each["first"]) for each in found["outside"]
    ] == [("researchers", "patient/surname", 2, "2026-11-21")]


def test_a_read_after_the_end_is_unauthorised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = "".join(f"crisis-team,{STAYS},ward,2026-11-{day}\n" for day in (20, 21, 22, 23))
    _, found = answers(tmp_path, HEAD + log, capsys)

    (outside,) = found["outside"]
    assert (outside["first"], outside["last"], outside["reads"]) == ("2026-11-20", "2026-11-23", 2)
    assert [(each["name"], each["day"]) for each in found["firstReads"]] == [("INC-9", "2026-11-21")]


def test_subjects_that_no_document_names_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Owners may read; objects that the mesh does not have are counted, too."""
    log = f"amara,{STAYS},ward,2026-11-20\nines,{STAYS},ward,2026-11-20\nward-owner,{STAYS},ward,2026-11-20\n"
    _, found = answers(tmp_path, HEAD + log + "amara,other.table,x,2026-11-20\n", capsys)

    assert found["strangers"] == [{"object": STAYS, "subjects": 2, "reads": 2}]
    assert found["elsewhere"] == 1
    assert "amara" not in json.dumps(found)


def test_a_table_of_several_ports_is_compared_with_all_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What one of them permits is permitted; what none permits does not count as a table outside the mesh."""
    copy = STAYS_CONTRACT.replace("id: ward.stays", "id: ward.copy").replace("access: write", "access: read")
    (tmp_path / "mesh").mkdir()
    (tmp_path / "mesh/copy.odcs.yaml").write_text(copy, encoding="utf-8")
    log = "".join(f"{each},stays.stays,{column},2026-11-20\n" for each, column in ALLOWED_BY_ONE_OR_NONE)
    code, found = answers(tmp_path, HEAD + log, capsys)

    assert code == 1
    assert [(each["identity"]["name"], each["column"]) for each in found["outside"]] == [
        ("researchers", "secret")
    ]
    assert found["elsewhere"] == 0
    assert not [each for each in found["strangers"] if each["subjects"] != 1]


def test_grants_without_reads_are_unused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A grant that is younger than the period is not."""
    _, found = answers(tmp_path, HEAD + NURSE + f"researchers,{STAYS},ward,2026-03-01\n", capsys)

    unused = {(each["identity"]["name"], each["address"], each["last"]) for each in found["unused"]}
    assert ("researchers", "care/ward/stays@1", "2026-03-01") in unused
    assert ("researchers", "care/study/counts@1", None) in unused
    assert not [each for each in unused if each[0] in ("nurses", "crisis-team", "bed-board")]


def test_a_short_log_does_not_show_what_is_unused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor does an empty log."""
    for log, days in ((NURSE, 90), ("", 1)):
        code, found = answers(tmp_path, HEAD + log, capsys, "log.csv", "--unused-after", str(days))
        assert (code, found["unused"]) == (0, None)
    assert answers(tmp_path, HEAD + NURSE, capsys, "log.csv", "--unused-after", "2")[1]["unused"]


def test_json_lines_and_pgaudit_give_the_same_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = json.dumps(
        {"subject": "researchers", "object": STAYS, "column": "", "time": "2026-11-20T10:00:00Z"}
    )
    _, found = answers(tmp_path, f"{line}\n\n", capsys, "log.jsonl")
    audit = "AUDIT: SESSION,1,1,READ,SELECT,VIEW,stays_read.stays,\"SELECT 'secret'\",<none>".replace(
        '"', '""'
    )
    row = f'2026-11-20 10:00:00.123 UTC,researchers,ward,1,,,,,,,,LOG,00000,"{audit}"\n'
    _, audited = answers(tmp_path, row * 2, capsys, "pg.csv", "--form", "pgaudit")

    assert found == audited
    assert found["elsewhere"] == 0
    assert "secret" not in json.dumps(audited)


@pytest.mark.parametrize(
    ("name", "log", "words"),
    [
        ("a.csv", "subject,object\n", "line 1: the columns must be"),
        ("a.csv", f"{HEAD}a,b\n", "line 2: expected 4 values, found 2"),
        ("a.csv", f"{HEAD}a,b,c,yesterday\n", "line 2: `time`"),
        ("a.csv", f"{HEAD}a,b,c,0001-01-01T00:00:00+23:00\n", "line 2: `time`"),
        ("a.csv", f"{HEAD},b,c,2026-11-20\n", "line 2: missing `subject`"),
        ("a.csv", f'{HEAD}"a,b', "line 2: not CSV"),
        ("a.csv", f"{HEAD}a\0,b,c,2026-11-20\n", "NUL"),
        ("a.csv", f"{HEAD}{'a' * 1_100_000},b,c,2026-11-20\n", "more than 1,000,000 characters"),
        ("a.jsonl", "[" * 100_000, "line 1: not JSON"),
        ("a.jsonl", "3\n", "line 1: expected a JSON object"),
        ("a.jsonl", '{"subject": "a", "object": "b", "column": 3, "time": "2026-11-20"}', "`column`"),
        ("a.jsonl", '{"subject": "a", "object": "b", "time": 3}', "`time`"),
        ("a.txt", "", "state its format with --form"),
    ],
)
def test_hostile_logs_are_refused_with_a_location(
    name: str, log: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(log, encoding="utf-8")

    assert main(["access", "usage", str(tmp_path / name), "--mesh", str(tmp_path)]) == 2
    assert words in capsys.readouterr().err


def test_an_endless_line_is_refused_before_it_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file has a hole of a terabyte, so it takes no room on the disk."""
    log = tmp_path / "a.csv"
    log.touch()
    os.truncate(log, 1 << 40)

    assert main(["access", "usage", str(log), "--mesh", str(tmp_path)]) == 2
    assert "line 1: more than 1,000,000 characters" in capsys.readouterr().err
