"""What looks like a secret, and what doesn't. The tokens are put together here so that no scanner takes them for real."""

from __future__ import annotations

import pytest

from meshwright.source.secret import (
    is_literal,
    is_secret_key,
    may_hold_secrets,
    secret_in,
)

A40 = "0123456789abcdefABCDEFghijklmnopqrstuvwx"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-----BEGIN RSA " + "PRIVATE KEY-----\nMIIE", "a private key"),
        ("AKIA" + "ABCDEFGHIJKLMNOP", "an AWS access key"),
        ("use ghp_" + A40 + " here", "a GitHub token"),
        ("glpat-" + A40[:20], "a GitLab token"),
        ("xoxb-" + "123456789012-abcdef", "a Slack token"),
        ("AIza" + A40[:35], "a Google API key"),
        ("sk_live_" + A40[:24], "a Stripe key"),
        ("dapi" + "0123456789abcdef" * 2, "a Databricks token"),
        ("sk-ant-api03-" + A40, "an API key"),
        (".".join(("eyJ" + A40[:20], "eyJ" + A40[:20], A40[:20])), "a signed token"),
        ("postgresql://reader:h4nter@db.example:5432/x", "a connection with its password"),
        ("jdbc:sqlserver://db;user=sa;password=h4nter;", "a connection with its password"),
        ("Server=db;Uid=sa;Pwd=h4nter", "a connection with its password"),
    ],
)
def test_a_secret_is_known_by_its_form(text: str, words: str) -> None:
    """It says in words what it is, and a file that holds it is looked at."""
    assert (secret_in(text), may_hold_secrets([text])) == (words, True)


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PUBLIC KEY-----",
        "AKIAIOSFODNN7" + "EXAMPLE",
        "postgresql://reader:${PASSWORD}@db.example/x",
        "postgresql://user:password@db.example/x",
        "postgresql://<user>:<password>@db.example/x",
        "https://git.example/a@1",
        "mesh://watergarden/player/play-events/daily@1",
        "ssh://git@git.example:22/a",
        "jdbc:sqlserver://db;password={{ password }}",
        "The password=secret setting of a host is described elsewhere",
        "sk-learn-pipelines-of-the-team",
        "0123456789abcdef" * 4,
    ],
)
def test_what_only_resembles_a_secret_is_none(text: str) -> None:
    """Variables, placeholders, public keys, addresses and hashes are left alone."""
    assert secret_in(text) is None


def test_keys_tell_of_secrets_by_their_end() -> None:
    """What a thing is called ends with what it is."""
    keys = (
        "password",
        "db_password",
        "clientSecret",
        "API-KEY",
        "accessToken",
        "privateKey",
        "tokenizer",
        "token_count",
    )
    others = ("secretName", "primaryKey", "passwordPolicy", "encryptedName", "key", "title")

    assert [key for key in (*keys, *others) if is_secret_key(key)] == list(keys[:6])


def test_a_value_under_a_telling_key_is_a_secret_if_it_stands_for_itself() -> None:
    """Names of variables and of entries in stores of secrets, placeholders and prose are none."""
    secrets = ("hunter2-hunter2", "c0rrecthorse")
    others = (
        "${X}",
        "$X_Y",
        "{{ x }}",
        "<password>",
        "vault:a/b#c",
        "arn:aws:x",
        "changeme",
        "******",
        "in the safe",
        "bearer",
    )

    assert [value for value in (*secrets, *others) if is_literal(value)] == list(secrets)
