"""The program's settings: read once from the environment (or `.env`), all gaps named at once, secrets never printed.

An adapter is on when its settings are there; a half-filled section refuses to start. `SETTINGS` is the whole list: the
README's table is printed from it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from environs import Env

from adapters.teams_settings import TEAMS_LOGIN, TEAMS_OPENID, TEAMS_SERVICE, Teams

SHORTEST_KEY = 16
CALENDARS = frozenset({"google", "microsoft", "sandbox"})
GOOGLE_API = "https://www.googleapis.com/"
MICROSOFT_GRAPH = "https://graph.microsoft.com/"
MICROSOFT_LOGIN = "https://login.microsoftonline.com/"
SLACK_API = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable of the environment: its name, what holds without it, and what it is."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting(
        "USHER_BASE_URL",
        "",
        "Where candidates and colleagues reach this server: `https://usher.example.com`. Needed to serve.",
    ),
    Setting(
        "USHER_SECRET_KEY",
        "",
        "Signs links. Several, separated by commas: the first signs, all verify. Needed to serve.",
    ),
    Setting(
        "SMTP_URL", "", "The way out for mail: `smtp://user:password@host:587` or `smtps://…:465`. Needed to serve."
    ),
    Setting("MAIL_FROM", "", "Whom mail comes from: `Northwind Hiring <hiring@northwind.example>`. Needed to serve."),
    Setting(
        "USHER_DATABASE_URL",
        "sqlite+aiosqlite:///usher.db",
        "SQLite in one file, or `postgresql+asyncpg://user@host/name`.",
    ),
    Setting("USHER_POLICY", "hiring.toml", "The organisation's rules."),
    Setting(
        "USHER_CALENDARS",
        "sandbox",
        "Which calendars are connected, separated by commas: `google`, `microsoft`, `sandbox`.",
    ),
    Setting(
        "GOOGLE_SERVICE_ACCOUNT_FILE", "", "The key of a service account with domain-wide delegation, a JSON file."
    ),
    Setting("GOOGLE_API_URL", GOOGLE_API, "Where Google's APIs are; for tests against a stand-in."),
    Setting("MICROSOFT_TENANT_ID", "", "The Microsoft 365 tenant whose calendars they are."),
    Setting("MICROSOFT_CLIENT_ID", "", "The app registered there for Usher."),
    Setting("MICROSOFT_CLIENT_SECRET", "", "A client secret of that app."),
    Setting(
        "MICROSOFT_GRAPH_URL", MICROSOFT_GRAPH, "Where Microsoft Graph is; another for national clouds, and for tests."
    ),
    Setting("MICROSOFT_LOGIN_URL", MICROSOFT_LOGIN, "Where tokens are given; goes with it."),
    Setting("SLACK_SIGNING_SECRET", "", "What Slack signs its requests with, over HTTP."),
    Setting("SLACK_APP_TOKEN", "", "Instead, or beside it: the `xapp-…` token of Socket Mode."),
    Setting("SLACK_BOT_TOKEN", "", "The bot's token, `xoxb-…`, for one workspace."),
    Setting("SLACK_CLIENT_ID", "", "Instead of the token: OAuth for several workspaces of one organisation."),
    Setting("SLACK_CLIENT_SECRET", "", "Goes with it."),
    Setting("SLACK_WORKSPACES", "", "Which workspaces (`T…`) or Enterprise organisations (`E…`) may install by OAuth."),
    Setting("SLACK_API_URL", SLACK_API, "Where Slack's Web API is; for tests against a stand-in."),
    Setting("TEAMS_APP_ID", "", "The app registered in Entra for the bot in Teams."),
    Setting("TEAMS_APP_PASSWORD", "", "A client secret of that app."),
    Setting(
        "TEAMS_TENANT_ID", "", "Its tenant. Several, separated by commas: the first is the app's own, all are served."
    ),
    Setting(
        "TEAMS_ALLOW_ANONYMOUS", "", "`1` takes requests without a token, from a local emulator, on loopback alone."
    ),
    Setting(
        "TEAMS_LOGIN_URL", TEAMS_LOGIN, "Where the app's tokens are given; another for national clouds, and for tests."
    ),
    Setting("TEAMS_OPENID_URL", TEAMS_OPENID, "Where the keys are told that requests from Teams are signed with."),
    Setting("TEAMS_SERVICE_URL", TEAMS_SERVICE, "The Bot Connector, for people who have not written to Usher yet."),
    Setting("GREENHOUSE_WEBHOOK_SECRET", "", "Secret of the Greenhouse web hooks; several, separated by commas."),
    Setting("GENERIC_ATS_SECRET", "", "Secret of deliveries to `/ats/generic`; several, separated by commas."),
)
NEEDED = ("USHER_BASE_URL", "USHER_SECRET_KEY", "SMTP_URL", "MAIL_FROM")


class SettingsError(Exception):
    """What is missing or wrong, one line each, and what would be right. Carries no values of secrets."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Slack:
    """Slack: whose token (the bot's, or by OAuth), and how it reaches us (signed over HTTP, or Socket Mode)."""

    signing_secret: str = field(default="", repr=False)
    bot_token: str = field(default="", repr=False)
    api_url: str = SLACK_API
    app_token: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    workspaces: tuple[str, ...] = ()

    @property
    def oauth(self) -> bool:
        return bool(self.client_id and self.client_secret)

    @property
    def on(self) -> bool:
        return bool(self.bot_token or self.oauth) and bool(self.signing_secret or self.app_token)

    @property
    def touched(self) -> bool:
        return bool(self.signing_secret or self.bot_token or self.app_token or self.client_id or self.client_secret)


@dataclass(frozen=True, slots=True)
class Google:
    """Google's calendars: the file with the service account's key, and where the API is."""

    service_account_file: str = ""
    api_url: str = GOOGLE_API


@dataclass(frozen=True, slots=True)
class Microsoft:
    """Outlook's calendars: the app in its tenant, and where Graph and the login service are."""

    tenant: str = ""
    client: str = ""
    secret: str = field(default="", repr=False)
    graph_url: str = MICROSOFT_GRAPH
    login_url: str = MICROSOFT_LOGIN

    @property
    def lacking(self) -> tuple[str, ...]:
        """Return the names of those of the three that are not set."""
        three = {"TENANT_ID": self.tenant, "CLIENT_ID": self.client, "CLIENT_SECRET": self.secret}
        return tuple(f"MICROSOFT_{name}" for name, value in three.items() if not value)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything `usher serve` needs. `keys` sign links, the first one new ones; all verify."""

    database_url: str = field(repr=False)
    base_url: str = ""
    keys: tuple[bytes, ...] = field(default=(), repr=False)
    policy: str = "hiring.toml"
    calendars: tuple[str, ...] = ("sandbox",)
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    slack: Slack = field(default_factory=Slack)
    google: Google = field(default_factory=Google)
    microsoft: Microsoft = field(default_factory=Microsoft)
    teams: Teams = field(default_factory=Teams)
    greenhouse_secret: str = field(default="", repr=False)
    generic_secret: str = field(default="", repr=False)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of the process, or of the given mapping alone (then `.env` is not read).

    Raises SettingsError for a `.env` that is no text.
    """
    said = _said(environment)
    return Settings(
        database_url=said["USHER_DATABASE_URL"],
        base_url=said["USHER_BASE_URL"].rstrip("/"),
        keys=tuple(key.encode() for key in _several(said["USHER_SECRET_KEY"])),
        policy=said["USHER_POLICY"],
        calendars=_several(said["USHER_CALENDARS"]),
        smtp_url=said["SMTP_URL"],
        mail_from=said["MAIL_FROM"],
        slack=Slack(
            signing_secret=said["SLACK_SIGNING_SECRET"],
            bot_token=said["SLACK_BOT_TOKEN"],
            api_url=said["SLACK_API_URL"],
            app_token=said["SLACK_APP_TOKEN"],
            client_id=said["SLACK_CLIENT_ID"],
            client_secret=said["SLACK_CLIENT_SECRET"],
            workspaces=_several(said["SLACK_WORKSPACES"]),
        ),
        google=Google(said["GOOGLE_SERVICE_ACCOUNT_FILE"], said["GOOGLE_API_URL"].rstrip("/") + "/"),
        microsoft=Microsoft(
            tenant=said["MICROSOFT_TENANT_ID"],
            client=said["MICROSOFT_CLIENT_ID"],
            secret=said["MICROSOFT_CLIENT_SECRET"],
            graph_url=said["MICROSOFT_GRAPH_URL"].rstrip("/") + "/",
            login_url=said["MICROSOFT_LOGIN_URL"].rstrip("/") + "/",
        ),
        teams=Teams.of(said),
        greenhouse_secret=said["GREENHOUSE_WEBHOOK_SECRET"],
        generic_secret=said["GENERIC_ATS_SECRET"],
    )


def _said(environment: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return every setting by name; one that is empty has its default."""
    if environment is not None:
        return {each.name: environment.get(each.name, "") or each.default for each in SETTINGS}
    env = Env()
    try:
        env.read_env(".env", recurse=False)
    except ValueError as error:
        raise SettingsError((".env cannot be read: it must be a file of UTF-8 text with lines NAME=value.",)) from error
    return {each.name: env.str(each.name, "") or each.default for each in SETTINGS}


def _several(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def ready_to_serve(settings: Settings, *, host: str = "127.0.0.1") -> Settings:
    """Return the settings if a service can run on them there; raises SettingsError naming every gap at once."""
    problems = (*_problems(settings), *settings.teams.problems_on(host))
    if problems:
        raise SettingsError(problems)
    return settings


def _problems(settings: Settings) -> Iterator[str]:
    values = (settings.base_url, settings.keys, settings.smtp_url, settings.mail_from)
    missing = [name for name, value in zip(NEEDED, values, strict=True) if not value]
    if missing:
        yield f"Set {', '.join(missing)}; the README's table of settings says what each is."
    if settings.base_url and not _leads_somewhere(settings.base_url):
        yield "USHER_BASE_URL must begin with https:// (or http:// for a trial), such as https://usher.example.com."
    if any(len(key) < SHORTEST_KEY for key in settings.keys):
        yield f"USHER_SECRET_KEY needs at least {SHORTEST_KEY} characters each; `openssl rand -hex 32` makes a good one."
    unknown = sorted(set(settings.calendars) - CALENDARS)
    if unknown:
        yield f"USHER_CALENDARS names {', '.join(unknown)}; known here: {', '.join(sorted(CALENDARS))}."
    yield from _google_problems(settings)
    yield from _microsoft_problems(settings)
    yield from _slack_problems(settings.slack)
    yield from settings.teams.problems()
    yield from _wrong_urls(*settings.teams.urls)
    if settings.mail_from and "@" not in settings.mail_from:
        yield "MAIL_FROM must be an address, such as Northwind Hiring <hiring@northwind.example>."


def _leads_somewhere(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.query and not parts.fragment


def _google_problems(settings: Settings) -> Iterator[str]:
    named, key = "google" in settings.calendars, bool(settings.google.service_account_file)
    if named and not key:
        yield "Google is half set up: set GOOGLE_SERVICE_ACCOUNT_FILE too, or leave google out of USHER_CALENDARS."
    if key and not named:
        yield "Google is half set up: add google to USHER_CALENDARS, or leave out GOOGLE_SERVICE_ACCOUNT_FILE."
    yield from _wrong_urls(("GOOGLE_API_URL", settings.google.api_url, GOOGLE_API))


def _microsoft_problems(settings: Settings) -> Iterator[str]:
    named, lacking = "microsoft" in settings.calendars, settings.microsoft.lacking
    if lacking and (named or len(lacking) < 3):
        others = "leave microsoft out of USHER_CALENDARS" if named else "none of the three"
        yield f"Microsoft is half set up: set {', '.join(lacking)} too, or {others}."
    if not lacking and not named:
        yield "Microsoft is half set up: add microsoft to USHER_CALENDARS, or leave out its tenant, client and secret."
    yield from _wrong_urls(
        ("MICROSOFT_GRAPH_URL", settings.microsoft.graph_url, MICROSOFT_GRAPH),
        ("MICROSOFT_LOGIN_URL", settings.microsoft.login_url, MICROSOFT_LOGIN),
    )


def _wrong_urls(*named: tuple[str, str, str]) -> Iterator[str]:
    for name, url, usual in named:
        if not _leads_somewhere(url):
            yield f"{name} must be a URL such as {usual}."


def _slack_problems(slack: Slack) -> Iterator[str]:
    if bool(slack.client_id) != bool(slack.client_secret):
        lacking = "SLACK_CLIENT_SECRET" if slack.client_id else "SLACK_CLIENT_ID"
        yield f"Slack's OAuth is half set up: set {lacking} too, or neither."
    elif slack.oauth and slack.bot_token:
        yield "Slack has two ways to a token: leave out SLACK_BOT_TOKEN, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET."
    elif slack.touched and not slack.on:
        token = slack.bot_token or slack.oauth
        lacking = "SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN for Socket Mode)" if token else "SLACK_BOT_TOKEN"
        yield f"Slack is half set up: set {lacking} too, or neither."
