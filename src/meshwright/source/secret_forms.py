"""Formats of tokens and keys, one per kind, as documented by their vendors.

A format matches a string that contains one of its marks and matches its whole pattern. This module does not prove
that a token is valid. All patterns are bounded or start at most once per word, so matching takes linear time.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from functools import cache
from typing import TYPE_CHECKING

from meshwright.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _no_check(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Form:
    """The format of one kind of secret."""

    words: str
    """The kind in words: "a GitHub token"."""
    marks: tuple[str, ...]
    """Substrings of which each secret of this kind contains at least one."""
    pattern: str
    """The pattern. The secret is its group `secret`, or its whole match. It is compiled on demand: most files have no
    mark.
    """
    check: Callable[[str], bool] = _no_check
    """A check that the pattern alone cannot express."""

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the ranges of secrets of this kind in a string."""
        if not any(mark in text for mark in self.marks):
            return
        pattern = _compiled(self.pattern)
        group = "secret" if "secret" in pattern.groupindex else 0
        for found in pattern.finditer(text):
            if not _DUMMY.search(found[0]) and self.check(found[0]):
                yield found.span(group)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


_DUMMY = re.compile(r"EXAMPLE|(?i:x{8})|\*{4}|\.{4}")
"""Character sequences that vendors' documentation uses to abbreviate or fill printed values."""
_ALNUM = "A-Za-z0-9"
_WORD = rf"[{_ALNUM}_-]"
_START = rf"(?<![{_ALNUM}])"
_END = rf"(?![{_ALNUM}])"
_END_OF_WORD = rf"(?![{_ALNUM}_-])"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
LEAST_ENTROPY = 3.0
"""The minimum bits per character of random text; text written by hand has fewer."""


def entropy(text: str) -> float:
    """Return the bits per character, from the distribution of characters in the text."""
    counts = [text.count(each) / len(text) for each in set(text)]
    return -sum(share * math.log2(share) for share in counts)


def _is_drawn(text: str) -> bool:
    return entropy(text) >= LEAST_ENTROPY and not text.replace("_", "").replace("-", "").islower()


def _is_discord(text: str) -> bool:
    """Return whether the first part is an account number in base64."""
    part = text.partition(".")[0]
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).isdigit()
    except (binascii.Error, ValueError):
        return False


def _form(words: str, marks: str, pattern: str, check: Callable[[str], bool] = _no_check) -> Form:
    return Form(words, tuple(marks.split()), pattern, check)


def _prefixed(words: str, marks: str, rest: str, check: Callable[[str], bool] = _no_check) -> Form:
    """Return the format of a separate word that starts with a mark."""
    heads = "|".join(map(re.escape, marks.split()))
    return _form(words, marks, rf"{_START}(?:{heads}){rest}", check)


_CLOUDS = (
    _prefixed("an AWS access key", "AKIA ASIA ABIA ACCA", rf"[A-Z2-7]{{16}}{_END}"),
    _prefixed("an AWS session token", "IQoJb3JpZ2lu FwoGZXIvYXdz AQoDYXdz", r"[A-Za-z0-9+/=%]{50,2000}"),
    _prefixed("an AWS Bedrock key", "ABSKQmVkcm9ja0FQSUtleS", r"[A-Za-z0-9+/=]{30,200}"),
    _form(
        "a shared access signature",
        "sig=",
        r"[?&;]sig=(?P<secret>(?:[A-Za-z0-9/+]|%2[BbFf]){43}(?:=|%3[Dd]))",
    ),
    _form(
        "an Azure client secret",
        "Q~",
        r"(?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{31,34}(?![\w.~-])",
    ),
    _form("a storage account key", "AccountKey=", rf"{_START}AccountKey=[A-Za-z0-9+/]{{86}}=="),
    _form(
        "a shared access key",
        "SharedAccessKey=",
        rf"{_START}SharedAccessKey=[A-Za-z0-9+/]{{42,44}}={{1,2}}",
    ),
    _form("an Azure DevOps token", "AZDO", rf"{_START}[A-Za-z0-9]{{76}}AZDO[A-Za-z0-9]{{4}}{_END}"),
    _prefixed("a Google API key", "AIza", rf"{_WORD}{{35}}{_END_OF_WORD}"),
    _prefixed("a Google client secret", "GOCSPX-", rf"{_WORD}{{28}}{_END_OF_WORD}"),
    _prefixed("a Google access token", "ya29.", rf"{_WORD}{{30,2000}}"),
    _prefixed("a Google refresh token", "1//0", rf"{_WORD}{{40,200}}"),
    _prefixed("an Alibaba access key", "LTAI", rf"[A-Za-z0-9]{{20}}{_END}", _is_drawn),
    _prefixed("a Heroku key", "HRKU-", rf"{_WORD}{{36,80}}"),
    _prefixed("a DigitalOcean token", "dop_v1_ doo_v1_ dor_v1_", rf"[a-f0-9]{{64}}{_END}"),
    _prefixed("a Cloudflare token", "cfk_ cfut_ cfat_", r"[A-Za-z0-9]{40,64}"),
    _prefixed("a Cloudflare origin key", "v1.0-", rf"[0-9a-f]{{24}}-[0-9a-f]{{146}}{_END}"),
    _prefixed("a Fly token", "fo1_ fm1_ fm2_", r"[A-Za-z0-9+/=_-]{43,2000}"),
    _prefixed("a Vercel token", "vcp_ vci_ vca_ vcr_ vck_", rf"[A-Za-z0-9]{{24,80}}{_END}"),
    _prefixed("a Netlify token", "nfp_ nfo_ nfc_ nfu_", rf"[A-Za-z0-9]{{36,64}}{_END}"),
    _prefixed("a Render key", "rnd_", rf"[A-Za-z0-9]{{28,48}}{_END}", _is_drawn),
    _prefixed("a Tailscale key", "tskey-", rf"[a-z]{{3,10}}-{_WORD}{{20,100}}"),
)
_CODE = (
    _prefixed("a GitHub token", "ghp_ gho_ ghu_ ghs_ ghr_", r"[A-Za-z0-9]{36,255}"),
    _prefixed("a GitHub token", "github_pat_", r"\w{60,255}"),
    _prefixed(
        "a GitLab token",
        "glpat- gloas- gldt- glrt- glrtr- glcbt- glptt- glft- glimt- glagent- glwt- glsoat- glffct-",
        r"[A-Za-z0-9_.-]{20,300}",
    ),
    _prefixed("an Atlassian token", "ATATT3 ATCTT3 ATSTT3", r"[A-Za-z0-9_=-]{40,400}"),
    _prefixed("a Bitbucket password", "ATBB", rf"[A-Za-z0-9]{{32}}{_END}", _is_drawn),
    _prefixed("an npm token", "npm_", rf"[A-Za-z0-9]{{36}}{_END}"),
    _prefixed("a PyPI token", "pypi-AgE", rf"{_WORD}{{50,400}}"),
    _prefixed("a RubyGems key", "rubygems_", rf"[0-9a-f]{{48}}{_END}"),
    _prefixed("a NuGet key", "oy2", rf"[a-z0-9]{{43}}{_END}"),
    _prefixed("a crates.io token", "cio", rf"[A-Za-z0-9]{{32}}{_END}", _is_drawn),
    _prefixed("a Docker token", "dckr_pat_ dckr_oat_", rf"{_WORD}{{27,64}}"),
    _prefixed("a Buildkite token", "bkua_", rf"[0-9a-f]{{40}}{_END}"),
    _prefixed("a CircleCI token", "CCIPAT_", rf"[A-Za-z0-9]{{22}}_[0-9a-f]{{40}}{_END}"),
    _prefixed("an Artifactory key", "AKCp", rf"[A-Za-z0-9]{{69,80}}{_END}"),
    _prefixed("a SonarQube token", "sqp_ squ_ sqa_", rf"[0-9a-f]{{40}}{_END}"),
    _form(
        "a Terraform token",
        ".atlasv1.",
        rf"(?<![{_ALNUM}.])[A-Za-z0-9]{{14}}\.atlasv1\.{_WORD}{{60,100}}",
    ),
    _prefixed("a Pulumi token", "pul-", rf"[0-9a-f]{{40}}{_END}"),
    _prefixed("a Vault token", "hvs. hvb. hvr.", rf"{_WORD}{{24,400}}"),
    _prefixed("a Doppler token", "dp.", r"(?:pt|st|ct|sa|scim|audit|said)\.[\w.-]{40,80}"),
    _prefixed("a 1Password token", "ops_eyJ", r"[A-Za-z0-9_=-]{100,3000}"),
    _prefixed("an age key", "AGE-SECRET-KEY-1", r"[02-9AC-HJ-NP-Z]{58}"),
    _prefixed("a Postman key", "PMAK-", rf"[0-9a-f]{{24}}-[0-9a-f]{{34}}{_END}"),
)
_DATA = (
    _prefixed("a Databricks token", "dapi dose", rf"[a-f0-9]{{32}}(?:-\d)?{_END}"),
    _prefixed("a Confluent secret", "cflt", rf"[A-Za-z0-9+/]{{50,80}}{_END}", _is_drawn),
    _prefixed("a dbt token", "dbtc_ dbtu_ dbts_", rf"{_WORD}{{30,100}}"),
    _prefixed("a Prefect key", "pnu_ pnb_", rf"[A-Za-z0-9]{{36}}{_END}"),
    _prefixed("a PlanetScale token", "pscale_tkn_ pscale_pw_ pscale_oauth_", r"[\w.=-]{32,64}"),
    _prefixed("a Neon key", "napi_", rf"[a-z0-9]{{48,80}}{_END}"),
    _prefixed("an Aiven password", "AVNS_", rf"{_WORD}{{16,40}}", _is_drawn),
    _prefixed("a Supabase key", "sbp_ sb_secret_", rf"{_WORD}{{31,64}}"),
    _form("an Airtable token", "pat", rf"{_START}pat[A-Za-z0-9]{{14}}\.[0-9a-f]{{64}}{_END}"),
    _prefixed("a Grafana token", "glsa_", rf"[A-Za-z0-9]{{32}}_[0-9a-fA-F]{{8}}{_END}"),
    _prefixed("a Grafana token", "glc_eyJ", r"[A-Za-z0-9+/=]{32,400}"),
    _prefixed("a New Relic key", "NRAK- NRII- NRJS- NRSP- NRRA-", rf"{_WORD}{{19,48}}"),
    _form("a New Relic key", "NRAL", rf"{_START}[0-9a-zA-Z]{{36}}NRAL{_END}"),
    _form(
        "a Dynatrace token",
        "dt0",
        rf"{_START}dt0[a-zA-Z]\d\d\.[A-Z2-7]{{24}}\.[A-Z2-7]{{64}}{_END}",
    ),
    _prefixed("a Sentry token", "sntrys_ sntryu_", r"[A-Za-z0-9+/=_]{40,400}"),
    _prefixed("a Datadog key", "ddapp_ ddapi_ ddpat_", r"[A-Za-z0-9_]{32,80}"),
    _prefixed("a PagerDuty key", "pdus+ pdeu+", rf"{_WORD}{{20,80}}"),
    _form("a PagerDuty key", "u+", rf"(?<![\w+/-])u\+{_WORD}{{18}}{_END_OF_WORD}", _is_drawn),
    _prefixed("a Hugging Face token", "hf_ api_org_", rf"[A-Za-z0-9]{{34,40}}{_END}"),
    _prefixed("a Replicate token", "r8_", rf"[A-Za-z0-9]{{37}}{_END}"),
    _prefixed("an OpenRouter key", "sk-or-v1-", rf"[0-9a-f]{{64}}{_END}"),
    _prefixed("a Groq key", "gsk_", rf"[A-Za-z0-9]{{48,56}}{_END}"),
    _prefixed("a LangSmith key", "lsv2_", rf"(?:pt|sk)_[0-9a-f]{{32}}_[0-9a-f]{{10}}{_END}"),
    _prefixed("an Anthropic key", "sk-ant-", rf"(?:api|admin|oat|sid)\d\d-{_WORD}{{32,200}}"),
    _prefixed("an OpenAI key", "sk-proj- sk-svcacct- sk-admin-", rf"{_WORD}{{32,300}}"),
    _form("an OpenAI key", "T3BlbkFJ", rf"(?<!{_WORD})sk-[A-Za-z0-9]{{20}}T3BlbkFJ[A-Za-z0-9]{{20}}{_END}"),
)
_SERVICES = (
    _prefixed("a Slack token", "xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs- xoxe.", r"[A-Za-z0-9.-]{15,300}"),
    _prefixed("a Slack token", "xapp-", rf"\d-{_WORD}{{30,200}}"),
    _form(
        "a Slack webhook",
        "hooks.slack.com/",
        r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Z]\w{8,}+/[\w/]{20,120}",
    ),
    _form(
        "a Discord webhook",
        "/api/webhooks/",
        rf"discord(?:app)?\.com/api/webhooks/\d{{17,20}}/{_WORD}{{60,80}}",
    ),
    _form("a Teams webhook", "webhook.office.com/", r"webhook\.office\.com/webhookb2/[\w@/-]{80,300}"),
    _form(
        "a Discord token",
        ".",
        rf"(?<![\w.-])[MNO]{_WORD}{{23,27}}\.{_WORD}{{6}}\.{_WORD}{{27,40}}(?![\w.-])",
        _is_discord,
    ),
    _form("a Telegram token", ":AA", rf"{_START}\d{{8,10}}:AA{_WORD}{{32,34}}{_END_OF_WORD}"),
    _form("a Twilio key", "SK", rf"(?i:twilio)[ -~]{{0,64}}?{_START}(?P<secret>SK[0-9a-f]{{32}}){_END}"),
    _form("a SendGrid key", "SG.", rf"{_START}SG\.{_WORD}{{20,24}}\.{_WORD}{{39,50}}"),
    _form("a Mailgun key", "key-", rf"(?<!{_WORD})key-[0-9a-f]{{32}}{_END}"),
    _form("a Mailchimp key", "-us", rf"(?<!{_WORD})[0-9a-f]{{32}}-us\d{{1,2}}{_END}"),
    _prefixed("a Brevo key", "xkeysib- xsmtpsib-", rf"[0-9a-f]{{64}}-[A-Za-z0-9]{{16}}{_END}"),
    _prefixed("a Stripe key", "sk_live_ rk_live_ sk_test_ rk_test_", r"[A-Za-z0-9]{16,250}"),
    _prefixed("a Stripe signing secret", "whsec_", r"[A-Za-z0-9+/=]{32,100}"),
    _prefixed("a Square token", "sq0csp- sq0atp-", rf"{_WORD}{{22,43}}"),
    _form("a Square token", "EAAA", rf"(?<![\w+/=-])EAAA{_WORD}{{60}}(?![\w+/=-])", _is_drawn),
    _form(
        "a Braintree token",
        "access_token$",
        rf"access_token\$(?:production|sandbox)\$[0-9a-z]{{16}}\$[0-9a-f]{{32}}{_END}",
    ),
    _prefixed("a Shopify token", "shpat_ shpca_ shppa_ shpss_", rf"[0-9a-fA-F]{{32}}{_END}"),
    _prefixed("a Plaid token", "access-", rf"(?:sandbox|development|production)-{_UUID}"),
    _prefixed("a Linear key", "lin_api_ lin_oauth_", r"[A-Za-z0-9]{40,64}"),
    _prefixed("a Notion token", "ntn_", rf"[A-Za-z0-9]{{40,60}}{_END}"),
    _prefixed("a Notion token", "secret_", rf"[A-Za-z0-9]{{43}}{_END}", _is_drawn),
    _form("an Asana token", ":", rf"(?<![\w/])[012]/\d{{10,20}}(?:/\d{{10,20}})?:[0-9a-f]{{32}}{_END}"),
    _prefixed("a Figma token", "figd_ figo_ figu_ figoh_ figuh_", rf"{_WORD}{{40,60}}"),
    _prefixed("a Typeform token", "tfp_", rf"{_WORD}{{40,70}}"),
    _prefixed("a Contentful token", "CFPAT-", rf"{_WORD}{{43}}"),
    _form("a HubSpot token", "pat-", rf"{_START}pat-(?:na|eu|ap)\d-{_UUID}"),
    _prefixed("an Intercom token", "dG9rO", r"[A-Za-z0-9+/]{50,60}={0,2}"),
    _form("an Okta token", "SSWS", rf"{_START}SSWS[ \t]{{1,4}}(?P<secret>00{_WORD}{{40}}){_END_OF_WORD}"),
)
_PEM = _form(
    "a private key",
    "PRIVATE",
    r"-{4,5} ?BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}"
    r"(?:(?:[ \t]{0,80}(?:\r?\n|\\n|\\r))(?:[^-]|-(?!----)){4,20000}+|[ \t][A-Za-z0-9+/]{24}(?:[^-]|-(?!----)){0,20000}+)",
)
_PUTTY = _form("a private key", "Private-Lines:", r"Private-Lines: \d{1,4}\s{1,4}[A-Za-z0-9+/=\s]{20,20000}+")
_JWT = _form(
    "a signed token",
    "eyJ",
    rf"(?<!{_WORD})eyJ{_WORD}{{10,}}+\.eyJ{_WORD}{{10,}}+\.{_WORD}{{10,}}+",
)
FORMS: tuple[Form, ...] = (_PEM, _PUTTY, *_CLOUDS, *_CODE, *_DATA, *_SERVICES, _JWT)
"""All formats; the first match determines the kind of a secret."""

_LOOKED_AROUND = re.compile(r"\(\?<?!(?:\[[^\]]*\]|[^()\[\]])*\)")
_REPEATED = re.compile(r"\{(\d+)(?:,\d*)?\}\+?")


def hints() -> Iterator[str]:
    """Yield patterns for a linear engine; they are looser than the formats and miss nothing."""
    for form in FORMS:
        if form in (_PEM, _PUTTY):
            yield "|".join(map(re.escape, form.marks))
            continue
        loose = _LOOKED_AROUND.sub("", form.pattern).replace("(?P<secret>", "(?:").replace("++", "+")
        yield f"(?-u:{_REPEATED.sub(_at_least, loose)})"


def _at_least(found: re.Match[str]) -> str:
    return f"{{{min(int(found[1]), _COUNTED)},}}"


_COUNTED = 8
"""The longest repetition in a hint; longer ones only enlarge the engine's tables."""
