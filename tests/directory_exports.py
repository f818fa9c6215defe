"""Exports of a directory in three formats, and reports on them."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from clinic import files
from meshwright.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CSV = "group_id,group_name,member_id,member_kind,disabled\n"
USERS_CSV = "member_id,username,mail,disabled\n"

ALL = "g-17,nurses,u1,,\n1,researchers,u2,,\n2,billing,u3,,\n3,crisis-team,u4,,\n"

LDIF = f"""\
version: 1

# people
dn: uid=amara,ou=people,dc=example
objectClass: person
uid: amara

dn: uid=ines,ou=people,dc=example
objectClass: person
userAccountControl: 514

dn: cn=nurses,ou=groups,dc=example
objectClass: groupOfNames
entryUUID: g-1
cn: nurses
member: UID=amara, ou=people,dc=exam
 ple
member: uid=ines,ou=people,dc=example
member:: {base64.b64encode(b"cn=night,ou=groups,dc=example").decode()}

dn: cn=night,ou=groups,dc=example
objectClass: groupOfNames
entryUUID: g-2
cn: night
member: uid=rosa,ou=people,dc=example
"""


def scim(*resources: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"totalResults": len(resources), "Resources": resources, **more}).encode()


def scim_group(key: str, *members: Any, name: str = "") -> dict[str, Any]:
    return {"id": key, "displayName": name or f"g-{key}", "members": list(members)}


def imported(folder: Path, text: str, target: Path, *options: str) -> int:
    (folder / "export.csv").write_text(CSV + text, encoding="utf-8")
    return main(["access", "identity", "import", str(folder / "export.csv"), "--to", str(target), *options])


def reported(
    tmp_path: Path, rows: str, capsys: pytest.CaptureFixture[str], *, users: str = "", more: str = ""
) -> tuple[int, str]:
    """Report on the clinic, which names nurses by id, and researchers, billing and the crisis team by name."""
    for path, data in {**files(), "governance/more.yaml": more.encode()}.items():
        target = tmp_path / "mesh" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    (tmp_path / "users.csv").write_text(USERS_CSV + users, encoding="utf-8")
    separate = ("--users", str(tmp_path / "users.csv")) if users else ()
    assert imported(tmp_path, rows, tmp_path / "groups", *separate) == 0
    capsys.readouterr()
    arguments = ("access", "identity", "report", str(tmp_path / "groups"), "--mesh", str(tmp_path / "mesh"))
    code = main([*arguments, "--on", "2026-11-22"])
    return code, capsys.readouterr().out
