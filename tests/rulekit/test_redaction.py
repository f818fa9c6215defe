"""No report shows a secret, whatever it is about and whether or not the rule for secrets counts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cpu import within
from mesh_of import PLACES, report_on, scaffold
from meshwright.report.formats import FORMATS, Style, render
from meshwright.rulekit.configuration import Configuration
from meshwright.source.secret import secrets_in
from secrets_of import secrets_of

if TYPE_CHECKING:
    from pathlib import Path

    from meshwright.rulekit.diagnostic import Report

SECRET = "hunter2-correct-horse-battery"
PEM = "-----BEGIN RSA " + "PRIVATE KEY-----"
SERVER = f"""\
servers:
  - {{server: lake, type: {SECRET}, password: {SECRET}}}
  - server: other
    type: s3
    location: s3://x/y
    description: |
      {PEM}
      {SECRET}
    format: {{a: {SECRET}}}
"""
BROKEN = f"""\
apiVersion: v3.2.0
kind: DataContract
status: [active
password: {SECRET}
"""
STRICT = Configuration(preset="strict")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "configuration", [STRICT, Configuration(preset="strict", ignore=frozenset({"secure"}))]
)
def test_no_format_shows_a_secret(form: str, configuration: Configuration, tmp_path: Path) -> None:
    """Messages about the same line, and about the same value elsewhere, are blanked."""
    files = scaffold()
    contract = files[PLACES["contract"]].decode()
    start, end = contract.index("servers:"), contract.index("schema:")
    files[PLACES["contract"]] = (contract[:start] + SERVER + contract[end:]).encode()

    report = report_on(tmp_path, files, configuration)
    text = render(report, form, Style(is_coloured=False, shows_all=True))

    rules = {each.rule for each in report.diagnostics}
    assert rules >= {"unknown-value", "wrong-type"}
    assert ("secret-in-document" in rules) == (configuration is STRICT)
    assert SECRET not in text
    assert "PRIVATE KEY" not in text


@pytest.mark.parametrize("form", FORMATS)
def test_broken_file_shows_no_secret(form: str, tmp_path: Path) -> None:
    """An unreadable file is searched line by line."""
    report = report_on(tmp_path, {"a.odcs.yaml": BROKEN.encode()})

    assert {each.rule for each in report.diagnostics} == {"secret-in-document", "yaml-syntax"}
    assert SECRET not in render(report, form, Style(is_coloured=False, shows_all=True))


@pytest.mark.parametrize("form", FORMATS)
def test_value_of_a_duplicate_key_is_blanked(form: str, tmp_path: Path) -> None:
    """The first of two equal keys is read; the value of the second is in no tree, and shown nowhere either."""
    files = scaffold()
    files[PLACES["contract"]] += f"tags: [a]\ntags:\n  - password: {SECRET}\nx: 1\nx: 2\n".encode()

    report = report_on(tmp_path, files)

    assert "secret-in-document" in {each.rule for each in report.diagnostics}
    assert SECRET not in render(report, form, Style(is_coloured=False, shows_all=True))


KINDS = secrets_of(11)
PIECES = sorted({text[start:end] for _, text in KINDS.values() for _, start, end in secrets_in(text)})


def with_every_kind() -> dict[str, bytes]:
    """Return a mesh with a secret of every kind: in values that messages quote, in comments, names and rows."""
    files = scaffold()
    contract = files[PLACES["contract"]].decode()
    start, end = contract.index("servers:"), contract.index("schema:")
    texts = [text for _, text in KINDS.values()]
    for number in range(0, len(texts), 20):
        some = texts[number : number + 20]
        servers = "".join(f"  - {{server: s{n}, type: {json.dumps(text)}}}\n" for n, text in enumerate(some))
        tags = "".join(f"  - {json.dumps(text)}\n" for text in some)
        comments = "".join(f"# {line}\n" for text in some for line in text.splitlines())
        files[f"products/player/play-events/contracts/c{number}.v1.odcs.yaml"] = (
            f"{contract[:start]}servers:\n{servers}tags:\n{tags}{comments}{contract[end:]}"
        ).encode()
        keys = "".join(f"{json.dumps(text)}: 1\n" for text in some)
        files[f"governance/k{number}.yaml"] = f"apiVersion: meshwright/v1\nkind: Team\n{keys}".encode()
    return files


@pytest.fixture(scope="module")
def every_kind(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Return the report on a mesh with a secret of every kind."""
    return report_on(tmp_path_factory.mktemp("kinds"), with_every_kind(), STRICT)


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_shows_a_secret_of_any_kind(form: str, every_kind: Report) -> None:
    """Neither whole nor in quoted lines."""
    text = render(every_kind, form, Style(is_coloured=False, shows_all=True))

    assert len(every_kind.diagnostics) > 2 * len(KINDS)
    assert [piece for piece in PIECES if piece in text] == []


def test_text_behind_a_report_shows_no_secret(every_kind: Report) -> None:
    """`fix --diff` and the excerpts use it; every character keeps its position."""
    files = with_every_kind()

    for path, data in files.items():
        shown = every_kind.text_of(path)
        assert (len(shown), shown.count("\n")) == (len(data.decode()), data.decode().count("\n"))
        assert [piece for piece in PIECES if piece in shown] == []


GITHUB = "ghp_" + "0123456789abcdefABCDEFghijklmnopqrst"
CONTRACT = """\
apiVersion: v3.2.0
kind: DataContract
id: a
version: 1.0.0
status: active
"""
ROWS = "".join(f"{number},x\n" for number in range(1500))
WHERE = {
    "a comment": {"a.odcs.yaml": f"{CONTRACT}# the key is {GITHUB} for now\n"},
    "a comment behind something": {"a.odcs.yaml": f"{CONTRACT}tags: []  # {GITHUB}\n"},
    "an assignment in a comment": {"a.odcs.yaml": f"{CONTRACT}#  password: k3Yq-Tr0ub4dor\n"},
    "a key": {"a.odcs.yaml": f"{CONTRACT}{GITHUB}: 1\n"},
    "a block": {"a.odcs.yaml": f"{CONTRACT}description:\n  purpose: |\n    uses\n    {GITHUB}\n"},
    "prose": {"a.odcs.yaml": f"{CONTRACT}description:\n  purpose: 'Log in (password = k3Yq-Tr0ub4dor)'\n"},
    "escapes": {"a.odcs.yaml": f'{CONTRACT}description:\n  purpose: "\\x67{GITHUB[1:]}"\n'},
    "a second document": {"a.odcs.yaml": f"{CONTRACT}---\n{CONTRACT}tags: [{GITHUB}]\n"},
    "a query": {
        "a.odcs.yaml": f"{CONTRACT}schema:\n- name: a\n  quality:\n"
        "  - {type: sql, query: \"create user a identified by 'k3Yq-Tr0ub4dor'\"}\n"
    },
    "a list of servers": {"a.odcs.yaml": f"{CONTRACT}servers:\n- {{server: a, pass: k3Yq-Tr0ub4dor}}\n"},
    "a custom property": {
        "a.odcs.yaml": f"{CONTRACT}customProperties:\n- {{property: auth, value: k3Yq8Tr0ub4dor5Xy1}}\n"
    },
    "a broken file": {"a.odcs.yaml": f"{CONTRACT}tags: [a\nx: {GITHUB}\n"},
    "a product": {"a.odps.yaml": f"apiVersion: v1.0.0\nkind: DataProduct\nid: a\ntags: [{GITHUB}]\n"},
    "a governance document": {
        "governance/a.yaml": f"apiVersion: meshwright/v1\nkind: Team\nname: a\npurpose: with {GITHUB}\n"
    },
    "a row of CSV": {
        "a.odcs.yaml": f"{CONTRACT}schema:\n- name: plays\n",
        "samples/plays.csv": f"id,note\n1,x\n2,{GITHUB}\n",
    },
    "a password in a row": {
        "a.odcs.yaml": f"{CONTRACT}schema:\n- name: plays\n",
        "samples/plays.csv": "id,password\n1,k3Yq-Tr0ub4dor\n",
    },
    "a row that is not read": {
        "a.odcs.yaml": f"{CONTRACT}schema:\n- name: plays\n",
        "samples/plays.csv": f"id,note\n{ROWS}2,{GITHUB}\n",
    },
    "a row of JSON": {
        "a.odcs.yaml": f"{CONTRACT}schema:\n- name: plays\n",
        "samples/plays.jsonl": json.dumps({"a": [{"b": f"see {GITHUB}"}]}) + "\n",
    },
    "a broken row": {
        "a.odcs.yaml": f"{CONTRACT}schema:\n- name: plays\n",
        "samples/plays.jsonl": f'{{"a": {GITHUB}\n',
    },
}


@pytest.mark.parametrize("where", WHERE)
def test_secret_is_found_anywhere(where: str, tmp_path: Path) -> None:
    """Once, on its line; a secret in Git is known to everyone with the repository."""
    files = WHERE[where]
    report = report_on(tmp_path, {path: text.encode() for path, text in files.items()})

    found = [each.range for each in report.diagnostics if each.rule == "secret-in-document"]
    path, text = list(files.items())[-1]
    first = next(
        n for n, line in enumerate(text.splitlines(), 1) if GITHUB[1:] in line or "Tr0ub4dor" in line
    )
    assert [(each.path, each.start.line <= first <= each.end.line) for each in found if each] == [
        (path, True)
    ]
    assert GITHUB not in report.text_of(path)
    assert "Tr0ub4dor" not in report.text_of(path)


def test_tokens_of_masked_columns_and_digests_are_data(tmp_path: Path) -> None:
    """A row's tokens replace hidden values, and its digests long ones."""
    rows = f"id,email_token,password\n1,tok_9f86d081k3Yq,{'0123456789abcdef' * 4}\n"
    files = {"a.odcs.yaml": f"{CONTRACT}schema:\n- name: plays\n", "samples/plays.csv": rows}
    report = report_on(tmp_path, {path: text.encode() for path, text in files.items()})

    assert "secret-in-document" not in {each.rule for each in report.diagnostics}


def test_no_fingerprint_depends_on_a_secret(tmp_path: Path) -> None:
    """Otherwise passwords could be guessed with a baseline or a SARIF file: from names and other parts of a fingerprint."""
    reports = []
    for seed in (1, 2):
        secret = secrets_of(seed)["GitHub"][1]
        files = scaffold()
        text = files[PLACES["contract"]].decode()
        text = text.replace(
            "properties:\n", f"properties:\n      - {{name: {secret}, logicalType: {secret}}}\n", 1
        )
        files[PLACES["contract"]] = f"{text}{secret}: 1\n# {secret}\npassword: {secret}\n".encode()
        files["a.odcs.yaml"] = f"a: &x {secret}\nb: *{secret}\n".encode()
        reports.append(report_on(tmp_path / str(seed), files, STRICT))

    told = [[(each.rule, each.fingerprint) for each in report.diagnostics] for report in reports]
    assert told[0] == told[1]
    assert {"secret-in-document", "unknown-key", "unknown-value", "yaml-syntax"} <= {
        rule for rule, _ in told[0]
    }


def test_a_fingerprint_survives_moved_lines(tmp_path: Path) -> None:
    """Of a secret in a value, in a comment and in a row."""
    rows = f"id,note\n2,{GITHUB}\n"
    text = f"{CONTRACT}schema:\n- name: plays\n# {GITHUB}\ntags: [{GITHUB[:-1]}0]\n"
    prints = []
    for number, (contract, sample) in enumerate(
        ((text, rows), (text.replace("schema:", "\n# moved\n\nschema:"), rows.replace("2,", "1,x\n2,")))
    ):
        files = {"a.odcs.yaml": contract, "samples/plays.csv": sample}
        report = report_on(tmp_path / str(number), {path: each.encode() for path, each in files.items()})
        prints.append({each.fingerprint for each in report.diagnostics if each.rule == "secret-in-document"})

    assert len(prints[0]) == 3
    assert prints[0] == prints[1]


@pytest.mark.slow
def test_more_than_a_thousand_secrets_are_summed_up(tmp_path: Path) -> None:
    """All are blanked; a file with many thousands takes linear time."""
    texts = [text for seed in range(60) for _, text in secrets_of(seed).values() if "\n" not in text]
    lines = "".join(f"- {json.dumps(text)}\n" for text in texts)
    with within(60):
        report = report_on(tmp_path, {"a.odcs.yaml": f"{CONTRACT}tags:\n{lines}".encode()})
        shown = report.text_of("a.odcs.yaml")

    found = [each for each in report.diagnostics if each.rule == "secret-in-document"]
    assert len(found) == 1_001
    assert sum("more than 1,000 secrets" in each.message for each in found) == 1
    assert [text for text in texts if text in shown] == []
