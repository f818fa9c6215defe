"""Texts that look like secrets, and texts that do not."""

from __future__ import annotations

import base64
import hashlib
import uuid
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpu import grows_less_than, within
from meshwright.source.secret import (
    is_literal,
    is_secret_key,
    may_hold_secrets,
    secret_in,
    secrets_in,
    tokens_in,
)
from meshwright.source.secret_assigned import is_hinting_key, is_named_secret, names_secrets
from meshwright.source.secret_forms import FORMS
from secrets_of import ALPHABETS, CONNECTED, secrets_of

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = tuple(secrets_of(0))
A40 = "0123456789abcdefABCDEFghijklmnopqrstuvwx"


@pytest.mark.parametrize("kind", KINDS)
def test_random_secret_of_each_kind_is_found(kind: str) -> None:
    """Alone and in running text, with its kind; the cheap search never misses one."""
    for seed in range(20):
        words, secret = secrets_of(seed)[kind]
        for text in (secret, f"before {secret} after", f"«{secret}»", f"见{secret}。"):
            assert (secret_in(text), may_hold_secrets([text])) == (words, True), text


def test_every_form_has_a_kind_in_the_tests() -> None:
    """A form without random examples would be untested."""
    drawn = [secret for _, secret in secrets_of(1).values()]

    assert [form.words for form in FORMS if not any(list(form.spans(each)) for each in drawn)] == [
        # Private-Lines: is PuTTY's form, below
        "a private key"
    ]


def test_putty_key_is_found() -> None:
    """Its file states where the private lines begin."""
    assert secret_in("PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n" + A40) == "a private key"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in CONNECTED])
def test_secret_part_of_a_text_is_found(kind: str) -> None:
    """So that it can be blanked elsewhere, too."""
    for seed in range(5):
        secret = secrets_of(seed)[kind][1]
        assert any(len(each) >= 8 and each in secret for each in tokens_in(f"before {secret} after"))


def test_private_key_ends_with_its_last_line() -> None:
    """It is blanked as a whole."""
    words, key = secrets_of(3)["private key"]
    (found, *_) = secrets_in(f"# {key} #")

    assert found.words == words
    assert f"# {key} #"[found.end :].startswith("-----END")


HARMLESS = [
    "-----BEGIN PUBLIC KEY-----\nMIIE",
    "a text that begins with -----BEGIN " + "PRIVATE KEY----- and ends so",
    "AKIAIOSFODNN7" + "EXAMPLE",
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY",
    "ghp_" + "x" * 36,
    "sk_live_" + "X" * 24,
    "postgresql://reader:${PASSWORD}@db.example/x",
    "postgresql://user:password@db.example/x",
    "postgresql://<user>:<password>@db.example/x",
    "postgresql://reader:***@db.example/x",
    "https://git.example/a@1",
    "https://a.example:8443,b,me@x.example",
    "[a page](https://a.example) and [mail](mailto:a@b.example)",
    "mesh://watergarden/player/play-events/daily@1",
    "ssh://git@git.example:22/a",
    "jdbc:sqlserver://db;password={{ password }}",
    "The password=secret setting of a host is described elsewhere",
    "sk-learn-pipelines-of-the-team",
    "xoxb- is what such tokens begin with",
    "0123456789abcdef" * 4,
    "SK" + "0123456789abcdef" * 2,
    "a row of stock keeping: SK" + "0123456789abcdef" * 2,
    "password = ${LAKE_PASSWORD}",
    "password: {{ secret }}",
    "password: <password>",
    "password = xxxxxxxx",
    "pwd=changeme",
    "password = env:LAKE_PASSWORD1",
    'password = os.environ["LAKE_PASSWORD1"]',
    "password: vault:lake/reader1#password1",
    "password: arn:aws:secretsmanager:eu-central-1:1:secret:x1y2",
    "token = ********",
    "The password is never stored; a hash of it (bcrypt12) is.",
    "password: at-least-12-characters",
    "password: varchar255",
    "password = sha256(concat(salt, input))",
    "password hash: " + "0123456789abcdef" * 2,
    "token: a string that names a session, 36 characters long",
    "token: data-product-owner",
    "token = t1.token_id",
    "token: 550e8400-e29b-41d4-a716-446655440000",
    "https://a.example/list?page_token=CAoQAA1b2C3d4E5f6G7&size=100",
    "secret: boolean",
    "select token, count(*) from sessions where token = s.token group by 1",
    "where token = 'active' and password is not null",
    "Authorization: Bearer <token>",
    "Authorization: Bearer ${TOKEN}",
    "Authorization: Basic authentication over TLS",
    "Bearer authentication-is-required-everywhere",
    "Das Passwort wird niemals gespeichert; Passwort: mindestens-zwölf-Zeichen.",
    "Kennwort: verschlüsselt",
    "密码\uff1a从不存储。令牌\uff1a每次请求都会更换的字符串",
    "password: 从不存储从不存储",
    "compass: north-by-northwest-12",
    "^ghp_[A-Za-z0-9]{36}$",
    "^(?:AKIA|ASIA)[A-Z2-7]{16}$",
    r"^xox[abp]-[0-9]{12}-[A-Za-z0-9]{24}$",
    r"^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$",
    "^sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}$",
    "0 4 * * 1-5",
    "USRC17607839 DEUM71400137 GBAYE0601498",
    "978-3-16-148410-0 4006381333931 DE89370400440532013000",
    "01ARZ3NDEKTSV4RRFFQ69G5FAV 0ujsswThIGTUYm2K8FjOOfXtY1K V1StGXR8_Z5jdHi6B-myT",
    "ba91e850a1b2c3d4e5f60718293a4b5c6d7e8f90",
    "s3://watergarden-data/player/daily/v1/dt=2026-11-28/part-00000-3a5f6c1e-9d2b.c000.snappy.parquet",
    "https://a.example/search?q=abc&sort=-date&sig=none&ref=0123456789abcdef0123456789abcdef",
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_similar_text_is_not_a_secret(text: str) -> None:
    """Variables, placeholders, documented examples, patterns, identifiers, digests and prose."""
    assert list(secrets_in(text)) == []


IDENTIFIERS = {
    "md5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
    "sha1": lambda data: hashlib.sha1(data, usedforsecurity=False).hexdigest(),
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest().upper(),
    "sha512": lambda data: hashlib.sha512(data).hexdigest(),
    "base64 of sha256": lambda data: base64.b64encode(hashlib.sha256(data).digest()).decode(),
    "base64url of sha512": lambda data: base64.urlsafe_b64encode(hashlib.sha512(data).digest()).decode(),
    "uuid": lambda data: str(uuid.UUID(bytes=hashlib.md5(data, usedforsecurity=False).digest())),
    "base64 of bytes": lambda data: base64.b64encode(data * 9).decode(),
    "nanoid": lambda data: "".join(Random(data).choices(ALPHABETS["w"], k=21)),
    "ksuid": lambda data: "".join(Random(data).choices(ALPHABETS["A"], k=27)),
    "ulid": lambda data: "01" + "".join(Random(data).choices(ALPHABETS["e"], k=24)),
    "isrc": lambda data: "DEUM7" + "".join(Random(data).choices(ALPHABETS["d"], k=7)),
    "ean": lambda data: "".join(Random(data).choices(ALPHABETS["d"], k=13)),
}


@pytest.mark.parametrize("kind", IDENTIFIERS)
@given(data=st.binary(min_size=1, max_size=200))
def test_identifiers_and_digests_are_not_secrets(kind: str, data: bytes) -> None:
    """Alone, in a row, as an object's key and in the query of an address."""
    text = IDENTIFIERS[kind](data)

    for each in (
        text,
        f"1,{text},x",
        f"s3://bucket/{text}/part-0.parquet",
        f"https://a.example/?id={text}&page=2",
    ):
        assert list(secrets_in(each)) == []


@given(st.text())
def test_the_cheap_search_misses_nothing(text: str) -> None:
    """Whatever the text."""
    assert may_hold_secrets([text]) or not list(secrets_in(text))


def test_text_that_is_not_unicode_is_searched() -> None:
    """An unpaired surrogate hides nothing."""
    assert secret_in("\ud800 ghp_" + A40) == "a GitHub token"


def test_end_of_a_key_states_its_kind() -> None:
    """The last word is the noun."""
    keys = (
        "password",
        "db_password",
        "clientSecret",
        "API-KEY",
        "accessToken",
        "privateKey",
        "pass",
        "db_pass",
        "dbPass",
        "PASS",
        "passwort",
        "tokenizer",
        "token_count",
    )
    others = (
        "secretName",
        "primaryKey",
        "passwordPolicy",
        "encryptedName",
        "key",
        "title",
        "compass",
        "bypass",
        "boardingPassenger",
    )

    assert [key for key in (*keys, *others) if is_secret_key(key)] == list(keys[:11])
    assert all(names_secrets(f"{key}: x") for key in keys[:11])
    assert all(names_secrets(f"- property: {key}\n  value: x") for key in keys[:11])
    assert [key for key in ("auth", "author", "jwt", "x-auth", "path") if is_hinting_key(key)] == [
        "auth",
        "jwt",
        "x-auth",
    ]


def test_value_of_a_secret_like_key_is_a_secret_unless_it_is_a_reference() -> None:
    """Names of variables and of entries in secret stores, placeholders and prose are not."""
    secrets = ("hunter2-hunter2", "c0rrecthorse")
    others = (
        "${X}",
        "$X_Y",
        "{{ x }}",
        "<password>",
        "vault:a/b#c",
        "arn:aws:x",
        "env:LAKE",
        "changeme",
        "******",
        "xxxxxxxx",
        "your-api-key",
        "in the safe",
        "bearer",
    )

    assert [value for value in (*secrets, *others) if is_literal(value)] == list(secrets)


ADVERSARIES = {
    "prefixes": lambda size: "xoxb-ghp_sk-eyJ" * (size // 15),
    "starts of signed tokens": lambda size: ("eyJ" + "a" * 20 + ".") * (size // 24),
    "one long word": lambda size: "eyJ" + "a" * size,
    "starts of keys": lambda size: ("-----BEGIN " + "PRIVATE KEY-----\n") * (size // 28),
    "an endless key": lambda size: "-----BEGIN " + "PRIVATE KEY-----\n" + "a" * size,
    "assignments": lambda size: "password=" * (size // 9),
    "spaces": lambda size: "password" + " " * size,
    "addresses": lambda size: "://a:" * (size // 5),
    "one address": lambda size: "://a:" + "b" * size,
    "hexadecimal": lambda size: "0123456789abcdef" * (size // 16) + "-us1",
    "servers": lambda size: "server=a;pwd=" * (size // 13),
    "dots": lambda size: "M" + "a.aaaaaa." * (size // 9),
    "bearers": lambda size: "bearer " * (size // 7),
    "tokens": lambda size: ("ghp_" + A40 + " ") * (size // 45),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ADVERSARIES)
def test_no_text_takes_more_than_linear_time(name: str) -> None:
    """2 MiB of text that is hard for the patterns take less than three times as long as half of it."""

    def search(size: int) -> Callable[[], object]:
        text = ADVERSARIES[name](size)
        return lambda: list(secrets_in(text))

    with within(120):
        grows_less_than(3, search, 1 << 20)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("secret", "lab-db-secret"),
        ("secret", "lab/db/credentials"),
        ("clientSecret", "lab-client-secret"),
        ("token", "github-deploy-token"),
        ("apiKey", "weather.api.key.v2"),
        ("credentials", "lake-reader-creds"),
        ("password", "LAB_DB_PASSWORD"),
        ("secretAccessKey", "LAKE_SECRET_ACCESS_KEY"),
        ("existingSecret", "lab-postgres14"),
        ("imagePullSecret", "regcred"),
        ("passwordSecret", "lab-db"),
        ("password", "k8s://lab/db/password1"),
        ("secret", "kv/data/lab/db1#password1"),
    ],
)
def test_name_of_a_secret_is_not_a_secret(key: str, value: str) -> None:
    """Naming an entry of a vault, a Secret of Kubernetes or a variable is what the rule asks for."""
    assert not is_named_secret(key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("secret", "hunter2-hunter2"),
        ("secret", "correct-horse-battery"),
        ("password", "lab-db-secret"),
        ("password", "admin-password-2"),
        ("dbPass", "winter-key"),
        ("token", "k3YqA9dPz0-token-Xy12"),
        ("existingSecret", "k3YqA9dPz0Xy12Ab34"),
        ("secretKey", "k3yq-a1b2c3-key"),
    ],
)
def test_possible_secret_counts_as_one(key: str, value: str) -> None:
    """A password may consist of words, and random text is not a name."""
    assert is_named_secret(key, value)
