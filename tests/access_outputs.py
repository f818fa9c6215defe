"""JSON of `access` that needs more than documents: an access log, a directory, the catalog of a database."""

from __future__ import annotations

import json
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from clinic import files
from meshwright.cli import access_drift
from meshwright.cli.main import main
from meshwright.enforcement.postgresql.drift import Drift
from meshwright.enforcement.relations import Database
from meshwright.enforcement.stamp import Stamp

_STAYS = "care/ward/stays@1/stays"
_LOG = f"""\
subject,object,column,time
researchers,{_STAYS},patient/surname,2026-11-20
amara,{_STAYS},ward,2026-11-20
crisis-team,{_STAYS},ward,2026-11-21
nurses,{_STAYS},ward,2026-03-01
"""
_GROUPS = """\
group_id,group_name,member_id,member_kind,disabled
g-17,nurses,u1,,
1,researchers,u1,,
2,invoices,u3,,
"""
_USERS = "member_id,username,mail,disabled\nu1,amara,,\n"


def usage() -> Any:
    """Return the comparison of a log with the clinic."""
    return _answer(("access", "usage", "log.csv"), {"log.csv": _LOG})


def identity_report() -> Any:
    """Return the comparison of a directory with the clinic; a member of its team has left."""
    texts = {"groups.csv": _GROUPS, "users.csv": _USERS}
    before = ("access", "identity", "import", "groups.csv", "--users", "users.csv", "--to", "kept")
    return _answer(("access", "identity", "report", "kept"), texts, before)


def drift() -> Any:
    """Return a difference between a database and the clinic."""
    stamp = Stamp("m", "r", date(2026, 11, 22), "mw_owner")
    return access_drift.content((Drift("passed-on", "public.copy"),), Database("held", (), ()), stamp, 1)


def _answer(arguments: tuple[str, ...], texts: dict[str, str], before: tuple[str, ...] = ()) -> Any:
    with TemporaryDirectory() as name:
        folder = Path(name)
        found = files()
        found["governance/teams.yaml"] += b"members: [{username: ines.costa, role: owner}]\n"
        for path, data in found.items():
            target = folder / "mesh" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        for path, text in texts.items():
            (folder / path).write_text(text, encoding="utf-8")

        def placed(words: tuple[str, ...]) -> list[str]:
            return [str(folder / each) if each in {*texts, "kept"} else each for each in words]

        printed = StringIO()
        with redirect_stderr(StringIO()):
            if before:
                with redirect_stdout(StringIO()):
                    main(placed(before))
            where = ["--mesh", str(folder / "mesh"), "--on", "2026-11-22", "--format", "json"]
            with redirect_stdout(printed):
                main([*placed(arguments), *where])
        return json.loads(printed.getvalue())
