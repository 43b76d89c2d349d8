"""The program's settings: read once from the environment (or `.env`), all gaps named at once, secrets never printed.

An adapter is on when its settings are there; a half-filled section refuses to start.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from environs import Env

SHORTEST_KEY = 16
CALENDARS = frozenset({"sandbox"})


class SettingsError(Exception):
    """What is missing or wrong, one line each, and what would be right. Carries no values of secrets."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Slack:
    """Slack over HTTP: the bot's token and the secret that Slack signs its requests with."""

    signing_secret: str = field(default="", repr=False)
    bot_token: str = field(default="", repr=False)
    api_url: str = "https://slack.com/api/"

    @property
    def on(self) -> bool:
        return bool(self.signing_secret and self.bot_token)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything `usher serve` needs. `keys` sign links, the first one new ones; all verify."""

    database_url: str
    base_url: str = ""
    keys: tuple[bytes, ...] = field(default=(), repr=False)
    policy: str = "hiring.toml"
    calendars: tuple[str, ...] = ("sandbox",)
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    slack: Slack = field(default_factory=Slack)
    greenhouse_secret: str = field(default="", repr=False)
    generic_secret: str = field(default="", repr=False)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of the process, or of the given mapping alone (then `.env` is not read)."""
    env = Env()
    if environment is None:
        env.read_env(".env", recurse=False)
    get = env.str if environment is None else lambda name, default="": environment.get(name, default)
    return Settings(
        database_url=get("USHER_DATABASE_URL", "") or "sqlite+aiosqlite:///usher.db",
        base_url=get("USHER_BASE_URL", "").rstrip("/"),
        keys=tuple(key.strip().encode() for key in get("USHER_SECRET_KEY", "").split(",") if key.strip()),
        policy=get("USHER_POLICY", "") or "hiring.toml",
        calendars=tuple(name.strip() for name in get("USHER_CALENDARS", "sandbox").split(",") if name.strip()),
        smtp_url=get("SMTP_URL", ""),
        mail_from=get("MAIL_FROM", ""),
        slack=Slack(
            signing_secret=get("SLACK_SIGNING_SECRET", ""),
            bot_token=get("SLACK_BOT_TOKEN", ""),
            api_url=get("SLACK_API_URL", "") or "https://slack.com/api/",
        ),
        greenhouse_secret=get("GREENHOUSE_WEBHOOK_SECRET", ""),
        generic_secret=get("GENERIC_ATS_SECRET", ""),
    )


def ready_to_serve(settings: Settings) -> Settings:
    """Return the settings if a service can run on them; raises SettingsError naming every gap at once."""
    problems = tuple(_problems(settings))
    if problems:
        raise SettingsError(problems)
    return settings


def _problems(settings: Settings) -> Iterator[str]:
    missing = [
        name
        for name, value in (
            ("USHER_BASE_URL", settings.base_url),
            ("USHER_SECRET_KEY", settings.keys),
            ("SMTP_URL", settings.smtp_url),
            ("MAIL_FROM", settings.mail_from),
        )
        if not value
    ]
    if missing:
        yield f"Set {', '.join(missing)}; the README's table of settings says what each is."
    if settings.base_url and urlsplit(settings.base_url).scheme not in {"http", "https"}:
        yield "USHER_BASE_URL must begin with https:// (or http:// for a trial), such as https://usher.example.com."
    if any(len(key) < SHORTEST_KEY for key in settings.keys):
        yield f"USHER_SECRET_KEY needs at least {SHORTEST_KEY} characters each; `openssl rand -hex 32` makes a good one."
    unknown = sorted(set(settings.calendars) - CALENDARS)
    if unknown:
        yield f"USHER_CALENDARS names {', '.join(unknown)}; known here: {', '.join(sorted(CALENDARS))}."
    if bool(settings.slack.signing_secret) != bool(settings.slack.bot_token):
        lacking = "SLACK_BOT_TOKEN" if settings.slack.signing_secret else "SLACK_SIGNING_SECRET"
        yield f"Slack is half set up: set {lacking} too, or neither."
    if settings.mail_from and "@" not in settings.mail_from:
        yield "MAIL_FROM must be an address, such as Northwind Hiring <hiring@northwind.example>."
