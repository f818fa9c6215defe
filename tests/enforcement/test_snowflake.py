"""The compiler for Snowflake, by an interpreter of its output; and wrong compilers, none of which passes."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from animal_clinic import DAY, LOADER, SERVER, branch, clinic
from snowflake_clinic import (
    CONTRACT,
    DATABASE,
    applier,
    apply,
    clinic_world,
    compiled,
    differences,
    granted,
    login,
    matrix,
    opened,
    reads,
    session,
    write_attributes,
)

from access_meshes import without
from access_server import DENIED, days_around, expected
from meshwright.enforcement.snowflake.script import OWNER
from snowflake_account import Account, Object, Privilege, Schema, Session
from snowflake_sql import SqlError

if TYPE_CHECKING:
    from collections.abc import Callable

    from snowflake_clinic import Compile

    from meshwright.analysis.access.atoms import Access
    from meshwright.enforcement.relations import Database


def refuses(account: Account, act: Callable[[], object], words: str) -> None:
    """Check that a script stops with this message, and opens nothing."""
    before = _read_schemas(account)
    error = ""
    try:
        act()
    except SqlError as raised:
        error = str(raised)
    assert words in error, f"nothing was refused: {words}"
    assert _read_schemas(account) == before


def _read_schemas(account: Account) -> object:
    """Return who may use which views in each nonempty schema of views."""
    return deepcopy(
        {
            name: (each.privileges, {one: view.privileges for one, view in each.objects.items()})
            for name, each in account.schemas.items()
            if name.endswith("_READ") and each.objects
        }
    )


def clean(compile_on: Compile) -> None:
    """Every person reads on every day what the model permits."""
    found, account, everybody = clinic_world()
    assert matrix(account, found, everybody, compile_on) > 2000


def dirty(compile_on: Compile) -> None:
    """So does every person with many manual grants; what the script keeps is closed."""
    found, account, everybody = clinic_world()
    apply(account, found, days_around(found, DAY)[0], compile_on)
    care, read, state = (account.schemas[each] for each in ("CARE", "CARE_READ", "MW"))
    care.privileges |= {
        Privilege("USAGE", "PUBLIC"),
        Privilege("USAGE", "desk-group"),
        Privilege("USAGE", LOADER),
    }
    care.objects["visits"].privileges |= {
        Privilege("SELECT", "PUBLIC"), Privilege("SELECT", "desk-group"), Privilege("SELECT", LOADER),
        Privilege("SELECT", "research-group", by="desk-group"), Privilege("SELECT", "billing-group", by="research-group"),
    }  # fmt: skip
    read.objects["visits"].privileges |= {
        Privilege("SELECT", "PUBLIC"),
        Privilege("SELECT", "a-role-of-before"),
    }
    read.objects["left_over"] = Object(
        OWNER, query=read.objects["visits"].query, privileges={Privilege("SELECT", "PUBLIC")}
    )
    read.future.append(("SELECT", "VIEW", "PUBLIC"))
    state.privileges.add(Privilege("USAGE", "PUBLIC"))
    state.objects["HASH_KEY"].privileges.add(Privilege("SELECT", "PUBLIC"))
    account.privileges.add(Privilege("USAGE", "PUBLIC"))
    matrix(account, found, everybody, compile_on)
    assert "left_over" not in account.schemas["CARE_READ"].objects
    assert account.schemas["CARE_READ"].future == []
    stranger = Session("stranger", frozenset())
    assert reads(account, stranger, "MW", "HASH_KEY", ["KEY"]) == {"KEY": DENIED}
    assert Privilege("SELECT", LOADER) in care.objects["visits"].privileges


def late(compile_on: Compile) -> None:
    """A script that is not compiled again never shows more on a later day than the model permits then."""
    found, account, everybody = clinic_world()
    database = apply(account, found, DAY, compile_on)
    write_attributes(account, everybody, ["branch"], branch)
    for day in (each for each in days_around(found, DAY) if each >= DAY):
        assert _shown_beyond(account, found, database, everybody, day) == []


def _shown_beyond(
    account: Account, found: Access, database: Database, everybody: Any, *days: date
) -> list[Any]:
    """Return the values that are shown on the first day, and that the model permits on none of the days."""
    account.now = datetime.combine(days[0], time(12))
    more = []
    for person in everybody:
        for relation in database.relations:
            names = [each.name for each in relation.columns]
            seen = reads(account, session(person), relation.read_schema, relation.name, names)
            wanted = [
                expected(found, person, relation, day=day, server=SERVER, attributes_of=branch)
                for day in days
            ]
            for name in names:
                allowed = [value for each in wanted if each[name] != DENIED for value in each[name]]
                shown = (
                    []
                    if seen[name] == DENIED
                    else [each for each in seen[name] if each is not None and len(each) < 64]
                )
                more += [(days, person, name, each) for each in shown if each not in allowed]
    return more


def settings(compile_on: Compile) -> None:
    """No setting of a session moves an end, a masked time, or a row."""
    documents = clinic()
    documents["products/care/recall.yaml"] |= {"startDate": "2026-01-01", "expires": "2026-05-12"}
    found = granted(documents)
    account, everybody = opened(found, compiled(found, DATABASE, DAY)[0])
    apply(account, found, date(2026, 5, 1), compile_on)
    write_attributes(account, everybody, ["branch"], lambda *_: frozenset())
    account.now = datetime(2026, 5, 13, 0, 30)  # noqa: DTZ001 - the recall has ended half an hour ago
    for hours, form in ((0, "%Y-%m-%d"), (-12, "%Y-%m-%d"), (14, "%Y-%d-%m")):
        for names in (("recall",), ("research-group",), ("desk-group",)):
            who = login(everybody, *names)
            who.hours, who.date_format = hours, form
            who.variables = {"BRANCH": "branch-31"}
            seen = reads(account, who, "CARE_READ", "visits", ["phone", "paid_at", "visit_id"])
            assert seen["phone"] in ([], DENIED)
            assert (
                seen["paid_at"] == DENIED
                if names == ("recall",)
                else set(seen["paid_at"]) <= {"2001-01-01 00:00:00+00", "2002-01-01 00:00:00+00"}
            )
            assert names == ("research-group",) or seen["visit_id"] in ([], DENIED)


def secure(compile_on: Compile) -> None:
    """All views are secure, belong to the owner of views, and are in schemas in which only it grants.

    Their lookup tables have no Time Travel, with which a query of a view would find former values.
    """
    found, account, _ = clinic_world()
    apply(account, found, DAY, compile_on)
    for name in ("CARE_READ", "MW"):
        assert account.schemas[name].is_managed
        assert account.schemas[name].owner == OWNER
    for each in account.schemas["CARE_READ"].objects.values():
        assert each.is_secure
        assert each.owner == OWNER
    assert {each.days for each in account.schemas["MW"].objects.values()} == {0}


def twice(compile_on: Compile) -> None:
    """Applying a script again changes nothing, not even its key."""
    found, account, everybody = clinic_world()
    apply(account, found, DAY, compile_on)
    state = deepcopy(account.schemas["MW"])
    seen = _everything(account, everybody)
    apply(account, found, DAY, compile_on)
    assert account.schemas["MW"] == state
    assert _everything(account, everybody) == seen
    assert set(account.schemas) == {"CARE", "CARE_READ", "MW"}


def _everything(account: Account, everybody: Any) -> list[Any]:
    tables = account.schemas["CARE"].objects
    return [
        reads(account, session(each), "CARE_READ", name, list(table.columns))
        for each in everybody
        for name, table in tables.items()
    ]


def removed(compile_on: Compile) -> None:
    """Removed declarations are revoked: an agreement, and the last port of a schema."""
    found, account, everybody = clinic_world()
    apply(account, found, DAY, compile_on)
    recall = login(everybody, "recall")
    assert len(reads(account, recall, "CARE_READ", "visits", ["phone"])["phone"]) == 2
    fewer = without(clinic(), "products/care/recall.yaml")
    apply(account, granted(fewer), DAY, compile_on)
    assert reads(account, recall, "CARE_READ", "visits", ["phone"]) == {"phone": DENIED}
    fewer[CONTRACT]["status"] = "retired"
    account.schemas["CARE"].objects["visits"].privileges.add(Privilege("SELECT", "desk-group"))
    apply(account, granted(fewer), DAY, compile_on)
    assert set(account.schemas) == {"CARE", "MW"}
    assert account.schemas["CARE"].objects["visits"].privileges == {Privilege("SELECT", OWNER)}


def wrong_place(compile_on: Compile) -> None:
    """A script for another account, mesh, day or role is refused."""
    found, account, _ = clinic_world()
    for other in ("ACME", "OTHER"), ("OTHER", "PROD_EU"):
        elsewhere, _ = opened(found, compiled(found, DATABASE, DAY)[0], *other)
        refuses(
            elsewhere,
            lambda to=elsewhere: apply(to, found, DAY, compile_on),
            "compiled for account acme-prod_eu",
        )  # type: ignore[misc]
        assert set(elsewhere.schemas) == {"CARE"}
    apply(account, found, DAY, compile_on)
    for day, words in (
        (DAY + timedelta(days=1), "has not yet begun"),
        (DAY - timedelta(days=1), "has been applied already"),
    ):
        text = compile_on(found, DATABASE, day)[1]
        refuses(account, lambda text=text: account.apply(text, applier()), words)  # type: ignore[misc]
    text = compile_on(found, DATABASE, DAY)[1]
    another = text.replace("'test'", "'another'")
    refuses(account, lambda: account.apply(another, applier()), "access rules of a mesh other than")
    refuses(
        account,
        lambda: account.apply(text, Session("admin", frozenset({OWNER, "SYSADMIN"}), "SYSADMIN")),
        "primary role",
    )


def in_the_way(compile_on: Compile) -> None:
    """Schemas and tables of others are never replaced or used; one that cannot be closed stops the script before views change."""
    found, account, _ = clinic_world()
    account.schemas["MW"] = Schema("SOMEBODY")
    refuses(account, lambda: apply(account, found, DAY, compile_on), "an owner other than")
    assert account.schemas["MW"].objects == {}
    account.schemas["MW"] = Schema(OWNER, objects={"ATTRIBUTE": Object("SOMEBODY")})
    refuses(account, lambda: apply(account, found, DAY, compile_on), "a table of MW has an owner other than")
    del account.schemas["MW"]
    account.schemas["CARE_READ__NEXT"] = Schema("SOMEBODY")
    refuses(account, lambda: apply(account, found, DAY, compile_on), "an owner other than")
    account.schemas["CARE_READ__NEXT"] = Schema(OWNER, objects={"kept": Object(OWNER)})
    refuses(
        account,
        lambda: apply(account, found, DAY, compile_on),
        "a table is in a schema that this script replaces",
    )
    del account.schemas["CARE_READ__NEXT"]
    visits = account.schemas["CARE"].objects["visits"]
    for kind in ("SHARE", "DATABASE_ROLE", "USER"):
        for name in ("partner", OWNER, LOADER):
            visits.privileges.add(Privilege("SELECT", name, kind))
            refuses(account, lambda: apply(account, found, DAY, compile_on), "privileges on tables")
            visits.privileges.discard(Privilege("SELECT", name, kind))
    apply(account, found, DAY, compile_on)


def future_grants(compile_on: Compile) -> None:
    """Nothing is granted in advance, neither by the script nor before it."""
    found, account, _ = clinic_world()
    for where, what in (
        (account.future, "VIEW"), (account.future, "SCHEMA"), (account.future, "TABLE"), (account.schemas["CARE"].future, "TABLE"),
    ):  # fmt: skip
        where.append(("SELECT", what, "desk-group"))
        refuses(account, lambda: apply(account, found, DAY, compile_on), "are granted in advance")
        where.clear()
    account.schemas["CARE"].future.append(("SELECT", "TABLE", LOADER))
    account.future.append(("USAGE", "STAGE", "desk-group"))
    apply(account, found, DAY, compile_on)
    assert "FUTURE" not in compile_on(found, DATABASE, DAY)[1].replace("SHOW FUTURE GRANTS", "")


def opened_as_made(compile_on: Compile) -> None:
    """Views that someone may read before they are granted are not put in place."""
    found, account, _ = clinic_world()
    original = account._show

    def hiding(reader: Any) -> None:
        original(reader)
        account.session.result.clear()

    account._show = hiding  # type: ignore[method-assign]
    account.future.append(("SELECT", "VIEW", "PUBLIC"))
    refuses(
        account, lambda: apply(account, found, DAY, compile_on), "are readable as soon as they are created"
    )


def types(compile_on: Compile) -> None:
    """A column that the table lacks, or has with a type that a mask or filter does not suit, stops the script."""
    found, account, everybody = clinic_world()
    visits = account.schemas["CARE"].objects["visits"]
    for column, kind in (
        ("keeper", "NUMBER"),
        ("paid_at", "TIMESTAMP_LTZ"),
        ("branch", "DATE"),
        ("chip", "BINARY"),
    ):
        before, visits.columns[column] = visits.columns[column], kind
        refuses(account, lambda: apply(account, found, DAY, compile_on), "table CARE.visits lacks a column")
        visits.columns[column] = before
    del visits.columns["fee"]
    refuses(account, lambda: apply(account, found, DAY, compile_on), "table CARE.visits lacks a column")
    visits.columns |= {"fee": "NUMBER", "diagnosis": "TEXT"}
    for number, row in enumerate(visits.rows):
        visits.rows[number] = {**row, "diagnosis": "secret"}
    apply(account, found, DAY, compile_on)
    assert "secret" not in str(_everything(account, everybody))


def secrets(compile_on: Compile) -> None:
    """The key of hashes is in no text: another key gives other hashes, and a plain hash is not among them."""
    import hashlib

    found, account, everybody = clinic_world()
    apply(account, found, DAY, compile_on)
    who = login(everybody, "research-group")
    before = reads(account, who, "CARE_READ", "visits", ["chip"])["chip"]
    account.schemas["MW"].objects["HASH_KEY"].rows[0]["KEY"] = "another"
    after = reads(account, who, "CARE_READ", "visits", ["chip"])["chip"]
    assert len(before) == 2
    plain = {
        hashlib.sha256(row["chip"].encode()).hexdigest()
        for row in account.schemas["CARE"].objects["visits"].rows
    }
    assert not {*before} & {*after}
    assert not ({*before} | {*after}) & plain


def interrupted(compile_on: Compile) -> None:
    """Wherever a script is interrupted, no one sees more than before or after it."""
    found, account, everybody = clinic_world()
    before = DAY - timedelta(days=3)
    apply(account, found, before, compile_on)
    write_attributes(account, everybody, ["branch"], branch)
    start = len(account.executed)
    again = deepcopy(account)
    database = apply(again, found, DAY, compile_on)
    for stop in range(start, len(again.executed), 3):
        cut = deepcopy(account)
        cut.stop_after = stop
        with pytest.raises(ConnectionError):
            apply(cut, found, DAY, compile_on)
        assert _shown_beyond(cut, found, database, everybody[:8], DAY, before) == []
        cut.stop_after = None
        for who in everybody:
            assert reads(cut, session(who), "CARE", "visits", ["phone"]) == {"phone": DENIED}
    apply(cut, found, DAY, compile_on)
    assert differences(cut, found, database, everybody, DAY, server=SERVER, of=branch)[1] == []


CHECKS: dict[str, Callable[[Any], None]] = {
    each.__name__: each
    for each in (
        clean, dirty, late, settings, secure, twice, removed, wrong_place, in_the_way, future_grants, opened_as_made, types,
        secrets, interrupted,
    )
}  # fmt: skip


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_the_compiler_passes_each_check(check: Callable[..., None]) -> None:
    check(compiled)


def replacing(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def deleting(pattern: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, "", text, flags=re.DOTALL)


def blindly(change: Callable[[str], str]) -> Callable[[str], str]:
    """Change a script that does not check privileges, where it would find most mistakes."""
    looks = r"IF \((?:NOT )?EXISTS \(SELECT 1 FROM \S+OBJECT_PRIVILEGES .*?END IF;\n"
    return lambda text: re.sub(looks, "", change(text), flags=re.DOTALL)


END = r"\((IS_ROLE_IN_SESSION\('[^']*'\)) AND SYSDATE\(\)::DATE <= (DATE_FROM_PARTS\([^)]*\))\)"
MUTANTS: dict[str, tuple[str, Callable[[str], str]]] = {
    "forgets to revoke": ("dirty", blindly(deleting(r"LET foreign_grants.*?END FOR;\n"))),
    "revokes without what was passed on": ("dirty", replacing(" || ' CASCADE'", "")),
    "forgets what the script keeps": ("dirty", blindly(deleting(r"INSERT INTO [^;]*CLOSED SELECT 'MW'[^;]*;\n"))),
    "forgets ports that have gone": ("removed", deleting(r"LET left_over.*?END FOR;\n")),
    "does not swap": ("removed", deleting(r"ALTER SCHEMA [^;]*SWAP[^;]*;\n")),
    "grants tables": ("clean", replacing("ALTER SCHEMA", 'GRANT SELECT ON TABLE "HELD"."CARE"."visits" TO ROLE "desk-group";\nGRANT USAGE ON SCHEMA "HELD"."CARE" TO ROLE "desk-group";\nALTER SCHEMA')),
    "ignores the end": ("late", lambda text: re.sub(END, r"\1", text)),
    "ends a day early": ("clean", replacing("SYSDATE()::DATE <=", "SYSDATE()::DATE <")),
    "takes the local day": ("settings", replacing("SYSDATE()::DATE", "CURRENT_DATE()")),
    "reads days by a format": ("settings", lambda text: re.sub(r"DATE_FROM_PARTS\((\d+), (\d+), (\d+)\)", r"TO_DATE('\1-\2-\3')", text)),
    "makes views that are not secure": ("secure", lambda text: re.sub(r"IF \(\(SELECT COUNT\(\*\) FROM \S+VIEWS.*?END IF;\n", "", text.replace("SECURE VIEW", "VIEW"), flags=re.DOTALL)),
    "keeps old attributes": ("secure", replacing(" DATA_RETENTION_TIME_IN_DAYS = 0", "")),
    "makes schemas in which others grant": ("secure", replacing(" WITH MANAGED ACCESS", "")),
    "accepts any role": ("wrong_place", deleting(r"IF \(NOT COALESCE\(CURRENT_ROLE\(\).*?END IF;\n")),
    "accepts any account": ("wrong_place", deleting(r"IF \(NOT COALESCE\(REPLACE.*?END IF;\n")),
    "accepts an account by its name alone": ("wrong_place", replacing("CURRENT_ORGANIZATION_NAME() || '-' || CURRENT_ACCOUNT_NAME()", "'ACME-' || CURRENT_ACCOUNT_NAME()")),
    "does not look at the mesh": ("wrong_place", deleting(r"IF \(EXISTS \(SELECT 1 FROM \S+COMPILED AS c WHERE c\.MESH.*?END IF;\n")),
    "does not look at earlier scripts": ("wrong_place", deleting(r"IF \(EXISTS \(SELECT 1 FROM \S+COMPILED AS c WHERE c\.DAY.*?END IF;\n")),
    "grants in advance": ("future_grants", replacing("ALTER SCHEMA", 'GRANT SELECT ON FUTURE VIEWS IN SCHEMA "HELD"."CARE_READ__NEXT" TO ROLE "desk-group";\nALTER SCHEMA')),
    "does not look for grants in advance": ("future_grants", lambda text: re.sub(r"SHOW FUTURE.*?END IF;\n", "", text, flags=re.DOTALL)),
    "does not look at new views": ("opened_as_made", lambda text: re.sub(r"IF \(EXISTS \(SELECT 1 FROM \S+OBJECT_PRIVILEGES AS p WHERE \(p\.OBJECT_SCHEMA.*?END IF;\n", "", text, flags=re.DOTALL)),
    "looks up in tables of others": ("in_the_way", deleting(r"IF \(EXISTS \(SELECT 1 FROM \S+TABLES AS t WHERE t\.TABLE_SCHEMA = .*?END IF;\n")),
    "replaces what others own": ("in_the_way", deleting(r"IF \(EXISTS \(SELECT 1 FROM \S+SCHEMATA.*?END IF;\n")),
    "replaces tables": ("in_the_way", deleting(r"IF \(EXISTS \(SELECT 1 FROM \S+TABLES AS t WHERE t\.TABLE_SCHEMA IN.*?END IF;\n")),
    "does not look again": ("in_the_way", blindly(lambda text: text)),
    "keeps what an owner's namesake has": ("in_the_way", replacing("NOT (p.GRANTED_TO = 'ROLE' AND (", "NOT (TRUE AND (")),
    "does not look at types": ("types", lambda text: re.sub(r" AND c\.DATA_TYPE IN \([^)]*\)", "", text)),
    "filters by a variable": ("settings", lambda text: re.sub(r"ARRAY_CONTAINS\(.*?\)\)\)", "COALESCE(GETVARIABLE('BRANCH') = 'branch-31', FALSE)", text)),
    "takes one of several values": ("clean", replacing("CASE WHEN COUNT(*) = 1 THEN ARRAY_AGG(a.VALUE) END", "ARRAY_AGG(a.VALUE)")),
    "takes any member's values": ("clean", replacing("a.MEMBER = CURRENT_USER() AND ", "")),
    "forgets the rows": ("clean", lambda text: re.sub(r"(AS t)\nWHERE [^;]*;", r"\1;", text)),
    "shows what is to be masked": ("clean", lambda text: re.sub(r"LEFT\((\S+), 1\)", r"\1", text)),
    "hashes without key": ("secrets", lambda text: re.sub(r"SHA2\(\(SELECT .*? \|\| SHA2\(\(SELECT .*? \|\| (t\.\S+), 256\), 256\)", r"SHA2(\1, 256)", text)),
    "truncates by the session's zone": ("settings", lambda text: re.sub(r"CONVERT_TIMEZONE\('UTC', ([^)]*)\)\)::TIMESTAMP_TZ", r"\1::TIMESTAMP_LTZ)", text)),
    "leaves absent columns open": ("clean", replacing("PROJECTION_CONSTRAINT(ALLOW => FALSE)", "PROJECTION_CONSTRAINT(ALLOW => TRUE)")),
    "sets no projection policies": ("clean", deleting(r"ALTER VIEW [^;]*;\n")),
    "opens tables until it closes them": ("interrupted", lambda text: text.replace("LET foreign", 'GRANT USAGE ON SCHEMA "HELD"."CARE" TO ROLE "recall";\nGRANT SELECT ON TABLE "HELD"."CARE"."visits" TO ROLE "recall";\nLET foreign', 1)),
}  # fmt: skip
"""Wrong compilers: the check that must fail, and the mistake in the script."""


@pytest.mark.parametrize("name", MUTANTS)
def test_a_wrong_compiler_fails(name: str) -> None:
    check, change = MUTANTS[name]

    def wrong(found: Access, database: str, day: date) -> tuple[Database, str]:
        plan, text = compiled(found, database, day)
        return plan, change(text)

    assert wrong(granted(), DATABASE, DAY)[1] != compiled(granted(), DATABASE, DAY)[1]
    with pytest.raises((AssertionError, SqlError)):
        CHECKS[check](wrong)
