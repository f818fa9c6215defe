"""Secrets for tests, one per kind, drawn from a seed: this file contains none, so that no scanner reports one."""

from __future__ import annotations

import base64
import re
import string
from random import Random

ALPHABETS = {
    "A": string.ascii_letters + string.digits,
    "a": string.ascii_lowercase + string.digits,
    "U": string.ascii_uppercase + string.digits,
    "T": string.ascii_uppercase + "234567",
    "h": string.digits + "abcdef",
    "d": string.digits,
    "w": string.ascii_letters + string.digits + "_-",
    "b": string.ascii_letters + string.digits + "+/",
    "e": "023456789ACDEFGHJKLMNPQRSTUVWXYZ",
}
_PART = re.compile(r"<(\w):(\d+)>")
UUID = "<h:8>-<h:4>-<h:4>-<h:4>-<h:12>"
FORMS = {
    "AWS access key": ("an AWS access key", "AKIA<T:16>"),
    "AWS temporary key": ("an AWS access key", "ASIA<T:16>"),
    "AWS session token": ("an AWS session token", "IQoJb3JpZ2lu<b:300>=="),
    "AWS Bedrock": ("an AWS Bedrock key", "ABSKQmVkcm9ja0FQSUtleS<b:100>="),
    "Azure SAS": ("a shared access signature", "?sv=2024-11-04&sp=rl&sig=<A:43>%3D"),
    "Azure AD": ("an Azure client secret", "<A:3>8Q~<A:34>"),
    "Azure storage": ("a storage account key", "AccountKey=<b:86>=="),
    "Azure Service Bus": ("a shared access key", "SharedAccessKey=<b:43>="),
    "Azure DevOps": ("an Azure DevOps token", "<A:76>AZDO<A:4>"),
    "Google API": ("a Google API key", "AIza<w:35>"),
    "Google client": ("a Google client secret", "GOCSPX-<w:28>"),
    "Google access": ("a Google access token", "ya29.<w:120>"),
    "Google refresh": ("a Google refresh token", "1//0<w:90>"),
    "Alibaba": ("an Alibaba access key", "LTAI<A:20>"),
    "Heroku": ("a Heroku key", "HRKU-<w:60>"),
    "DigitalOcean": ("a DigitalOcean token", "dop_v1_<h:64>"),
    "Cloudflare": ("a Cloudflare token", "cfut_<A:40><h:8>"),
    "Cloudflare origin": ("a Cloudflare origin key", "v1.0-<h:24>-<h:146>"),
    "Fly": ("a Fly token", "fo1_<w:43>"),
    "Vercel": ("a Vercel token", "vcp_<A:56>"),
    "Netlify": ("a Netlify token", "nfp_<A:36>"),
    "Render": ("a Render key", "rnd_<A:28>"),
    "Tailscale": ("a Tailscale key", "tskey-auth-<A:17>-<A:32>"),
    "GitHub": ("a GitHub token", "ghp_<A:36>"),
    "GitHub OAuth": ("a GitHub token", "gho_<A:36>"),
    "GitHub user": ("a GitHub token", "ghu_<A:36>"),
    "GitHub server": ("a GitHub token", "ghs_<A:36>"),
    "GitHub refresh": ("a GitHub token", "ghr_<A:76>"),
    "GitHub fine-grained": ("a GitHub token", "github_pat_<A:22>_<A:59>"),
    "GitLab": ("a GitLab token", "glpat-<w:20>"),
    "GitLab routable": ("a GitLab token", "glpat-<w:27>.01.<a:9>"),
    "GitLab deploy": ("a GitLab token", "gldt-<w:20>"),
    "GitLab runner": ("a GitLab token", "glrt-<w:20>"),
    "GitLab job": ("a GitLab token", "glcbt-64_<w:20>"),
    "GitLab feature flags": ("a GitLab token", "glffct-<w:20>"),
    "Atlassian": ("an Atlassian token", "ATATT3<w:180>=<U:8>"),
    "Bitbucket": ("a Bitbucket password", "ATBB<A:32>"),
    "npm": ("an npm token", "npm_<A:36>"),
    "PyPI": ("a PyPI token", "pypi-AgEIcHlwaS5vcmc<w:150>"),
    "RubyGems": ("a RubyGems key", "rubygems_<h:48>"),
    "NuGet": ("a NuGet key", "oy2<a:43>"),
    "crates.io": ("a crates.io token", "cio<A:32>"),
    "Docker": ("a Docker token", "dckr_pat_<w:27>"),
    "Buildkite": ("a Buildkite token", "bkua_<h:40>"),
    "CircleCI": ("a CircleCI token", "CCIPAT_<A:22>_<h:40>"),
    "Artifactory": ("an Artifactory key", "AKCp<A:69>"),
    "SonarQube": ("a SonarQube token", "sqp_<h:40>"),
    "Terraform": ("a Terraform token", "<A:14>.atlasv1.<w:67>"),
    "Pulumi": ("a Pulumi token", "pul-<h:40>"),
    "Vault": ("a Vault token", "hvs.<w:90>"),
    "Doppler": ("a Doppler token", "dp.pt.<A:43>"),
    "1Password": ("a 1Password token", "ops_eyJ<w:250>"),
    "age": ("an age key", "AGE-SECRET-KEY-1<e:58>"),
    "Postman": ("a Postman key", "PMAK-<h:24>-<h:34>"),
    "Databricks": ("a Databricks token", "dapi<h:32>"),
    "Confluent": ("a Confluent secret", "cflt<b:60>"),
    "dbt": ("a dbt token", "dbtc_<w:40>"),
    "Prefect": ("a Prefect key", "pnu_<A:36>"),
    "PlanetScale": ("a PlanetScale token", "pscale_tkn_<w:43>"),
    "Neon": ("a Neon key", "napi_<a:64>"),
    "Aiven": ("an Aiven password", "AVNS_<w:19>"),
    "Supabase": ("a Supabase key", "sbp_<h:40>"),
    "Supabase secret": ("a Supabase key", "sb_secret_<w:31>"),
    "Airtable": ("an Airtable token", "pat<A:14>.<h:64>"),
    "Grafana service": ("a Grafana token", "glsa_<A:32>_<h:8>"),
    "Grafana cloud": ("a Grafana token", "glc_eyJ<b:120>"),
    "New Relic": ("a New Relic key", "NRAK-<U:27>"),
    "New Relic licence": ("a New Relic key", "<h:36>NRAL"),
    "Dynatrace": ("a Dynatrace token", "dt0c01.<T:24>.<T:64>"),
    "Sentry": ("a Sentry token", "sntrys_eyJ<b:120>"),
    "Sentry user": ("a Sentry token", "sntryu_<h:64>"),
    "Datadog": ("a Datadog key", "ddapp_<A:34>"),
    "PagerDuty": ("a PagerDuty key", "pdus+<w:30>"),
    "PagerDuty user": ("a PagerDuty key", "u+<A:18>"),
    "Hugging Face": ("a Hugging Face token", "hf_<A:34>"),
    "Replicate": ("a Replicate token", "r8_<A:37>"),
    "OpenRouter": ("an OpenRouter key", "sk-or-v1-<h:64>"),
    "Groq": ("a Groq key", "gsk_<A:52>"),
    "LangSmith": ("a LangSmith key", "lsv2_pt_<h:32>_<h:10>"),
    "Anthropic": ("an Anthropic key", "sk-ant-api03-<w:93>AA"),
    "OpenAI": ("an OpenAI key", "sk-proj-<w:120>"),
    "OpenAI, old": ("an OpenAI key", "sk-<A:20>T3BlbkFJ<A:20>"),
    "Slack bot": ("a Slack token", "xoxb-<d:12>-<d:12>-<A:24>"),
    "Slack user": ("a Slack token", "xoxp-<d:12>-<d:12>-<d:12>-<h:32>"),
    "Slack app": ("a Slack token", "xapp-1-A<U:10>-<d:13>-<h:64>"),
    "Slack rotated": ("a Slack token", "xoxe.xoxp-1-<A:160>"),
    "Slack hook": ("a Slack webhook", "https://hooks.slack.com/services/T<U:8>/B<U:8>/<A:24>"),
    "Discord hook": ("a Discord webhook", "https://discord.com/api/webhooks/<d:18>/<w:68>"),
    "Teams hook": (
        "a Teams webhook",
        f"https://x.webhook.office.com/webhookb2/{UUID}@{UUID}/IncomingWebhook/<h:32>/{UUID}",
    ),
    "Telegram": ("a Telegram token", "<d:10>:AA<A:33>"),
    "Twilio": ("a Twilio key", "twilio: SK<h:32>"),
    "SendGrid": ("a SendGrid key", "SG.<w:22>.<w:43>"),
    "Mailgun": ("a Mailgun key", "key-<h:32>"),
    "Mailchimp": ("a Mailchimp key", "<h:32>-us12"),
    "Brevo": ("a Brevo key", "xkeysib-<h:64>-<A:16>"),
    "Stripe": ("a Stripe key", "sk_live_<A:24>"),
    "Stripe restricted": ("a Stripe key", "rk_live_<A:99>"),
    "Stripe signing": ("a Stripe signing secret", "whsec_<A:32>"),
    "Square": ("a Square token", "sq0atp-<w:22>"),
    "Square access": ("a Square token", "EAAA<w:60>"),
    "Braintree": ("a Braintree token", "access_token$production$<a:16>$<h:32>"),
    "Shopify": ("a Shopify token", "shpat_<h:32>"),
    "Plaid": ("a Plaid token", f"access-production-{UUID}"),
    "Linear": ("a Linear key", "lin_api_<A:40>"),
    "Notion": ("a Notion token", "ntn_<d:11><A:35>"),
    "Notion, old": ("a Notion token", "secret_<A:43>"),
    "Asana": ("an Asana token", "1/<d:16>:<h:32>"),
    "Figma": ("a Figma token", "figd_<w:40>"),
    "Typeform": ("a Typeform token", "tfp_<w:59>"),
    "Contentful": ("a Contentful token", "CFPAT-<w:43>"),
    "HubSpot": ("a HubSpot token", f"pat-na1-{UUID}"),
    "Intercom": ("an Intercom token", "dG9rO<b:54>="),
    "Okta": ("an Okta token", "SSWS 00<w:40>"),
    "JWT": ("a signed token", "eyJ<w:33>.eyJ<w:90>.<w:43>"),
}
"""Kinds with their own form: the rule's name of them, and their form with random parts: `<alphabet:length>`."""


def _of_discord(random: Random) -> str:
    account = base64.urlsafe_b64encode(str(random.randrange(10**17, 10**18)).encode()).decode().rstrip("=")
    return account + filled(".<w:6>.<w:38>", random)


def _pem(random: Random) -> str:
    lines = (filled("<b:64>", random) for _ in range(4))
    return "\n".join(("-----BEGIN " + "PRIVATE KEY-----", *lines, "-----END " + "PRIVATE KEY-----"))


def _of_google_account(random: Random) -> str:
    key = _pem(random).replace("\n", "\\n")
    return f'{{"type": "service_account", "private_key": "{key}", "client_email": "a@b.example"}}'


def _basic(random: Random) -> str:
    pair = base64.b64encode(filled("reader:<A:12>", random).encode()).decode()
    return f"Authorization: Basic {pair}"


MADE = {
    "Discord bot": ("a Discord token", _of_discord),
    "private key": ("a private key", _pem),
    "Google service account": ("a private key", _of_google_account),
    "Basic": ("a secret", _basic),
}
ASSIGNED = {
    "AWS secret": "aws_secret_access_key=<A:20>9z8Y<A:16>",
    "AWS secret in JSON": '"SecretAccessKey": "<A:20>9z8Y<A:16>"',
    "password": "The team's password = k3Yq<A:8>",
    "pwd": "pwd: k3Yq<A:8>",
    "passwd, quoted": "passwd='k3Yq<A:8>'",
    "pass": "user: reader, pass: k3Yq<A:8>",
    "German": "Das Passwort: k3Yq<A:8>.",
    "secret": "client_secret = k3Yq<A:24>",
    "token": "the token: k3Yq<A:24>",
    "API key": "use api_key=k3Yq<A:24> here",
    "header key": "X-Api-Key: k3Yq<A:24>",
    "Datadog, old": "DD_API_KEY=a1b2<h:28>",
    "Fastly": "FASTLY_API_TOKEN=k3Yq<w:27>Z",
    "Auth0": "AUTH0_CLIENT_SECRET=k3Yq<w:59>Z",
    "Heroku, old": f"HEROKU_API_KEY={UUID.replace('<h:8>', 'a1b2c3d4')}",
    "Bearer": "Authorization: Bearer k3Yq<A:28>",
    "Bearer alone": 'curl -H "authorization: bearer k3Yq<A:28>"',
    "SQL": "CREATE USER reader IDENTIFIED BY 'k3Yq<A:8>'",
    "SQL of Postgres": "alter role reader with password 'k3Yq<A:8>'",
    "Kafka": 'ScramLoginModule required username="a" password="k3Yq<A:8>";',
}
"""Kinds without one: the key to which they are assigned, and the notation."""
CONNECTED = {
    "address": "postgres://reader:k3Yq<A:6>@db.example/x",
    "Snowflake": "snowflake://reader:k3Yq<A:6>@account/db",
    "weak": "amqp://reader:kingfisher@mq.example",
    "JDBC": "jdbc:sqlserver://db;user=sa;password=k3Yq<A:6>;",
    "ADO": "Server=db;Uid=sa;Pwd=k3Yq<A:6>",
}


def filled(form: str, random: Random) -> str:
    """Return a form with random parts."""
    return _PART.sub(lambda found: "".join(random.choices(ALPHABETS[found[1]], k=int(found[2]))), form)


def secrets_of(seed: int) -> dict[str, tuple[str, str]]:
    """Return a secret of every kind, by its kind: the rule's name of it, and a text that contains it."""
    random = Random(seed)
    return {
        **{kind: (words, filled(form, random)) for kind, (words, form) in FORMS.items()},
        **{kind: (words, make(random)) for kind, (words, make) in MADE.items()},
        **{kind: ("a secret", filled(form, random)) for kind, form in ASSIGNED.items()},
        **{kind: ("a connection password", filled(form, random)) for kind, form in CONNECTED.items()},
    }
