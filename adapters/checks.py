"""Every look at what the settings connect, for `usher doctor` and for a service that looks after itself once an hour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from adapters import own_checks
from adapters.ats import check as ats
from adapters.calendars import check as calendars
from adapters.clock import real_clock
from adapters.mail import check as mail
from adapters.mail.message import Stationery
from adapters.mail.smtp import SmtpMailer
from adapters.manifests import SCOPES
from adapters.settings import Settings
from adapters.slack import check as slack
from adapters.slack import gateway
from adapters.slack.installations import Installations
from adapters.slack_setup import secret_box
from adapters.teams import check as teams
from adapters.teams.token import AppTokens
from adapters.web.links import SignedLinks
from bot.domain.findings import Condition, Finding, Lately
from bot.domain.people import Role
from bot.domain.policy import Policy
from bot.domain.time import Interval
from bot.ports import Calendar, Check, Store, Watched
from bot.steps.health import last_look
from storage.engine import Database
from storage.installations import SqlInstallations

SEATED = frozenset({Role.INTERVIEWER, Role.RECRUITER, Role.COORDINATOR, Role.HIRING_MANAGER})
Checks = Mapping[str, Check]


@dataclass(frozen=True, slots=True)
class Premises:
    """What the checks look at; `writes` lets a look write on the organiser's calendar."""

    settings: Settings
    policy: Policy
    database: Database
    session: ClientSession
    connected: Mapping[str, Calendar]
    writes: bool = False


def about_settings(settings: Settings, *, problems: Sequence[str]) -> Checks:
    """Return what needs neither a policy nor a database: the settings themselves, mail, and Slack's own doors."""
    return {
        "settings.complete": own_checks.settings(problems),
        "settings.address": own_checks.address(settings.base_url),
        "settings.secret": own_checks.secret(settings.keys),
        **about_mail(settings),
    }


def about_mail(settings: Settings) -> Checks:
    if not settings.smtp_url or not settings.mail_from:
        return {"mail.server": own_checks.found(Finding("mail.server", Condition.OFF, "Not set up."))}
    sending = mail.sending(settings.mail_from)
    try:
        paper = Stationery(settings.mail_from, SignedLinks(settings.base_url, settings.keys), "")
        server = mail.server(SmtpMailer(settings.smtp_url, stationery=paper, clock=real_clock))
    except ValueError as error:
        server = own_checks.found(Finding("mail.server", Condition.WRONG, str(error)))
    return {"mail.server": server, "mail.sender": sending}


def about_database(database: Database) -> Checks:
    async def looked(store: Store) -> datetime | None:
        async with store() as work:
            return last_look(await work.findings.all())

    return {
        "database.ready": own_checks.database(database.ready),
        "database.outbox": own_checks.outbox(counts=database.outbox_counts, overdue=database.overdue),
        "clock.ticks": own_checks.clockwork(database.reader, clock=real_clock, last=looked),
    }


def about_slack(settings: Settings, *, database: Database | None, session: ClientSession) -> Checks:
    said = settings.slack
    if not said.on:
        return {"slack.connected": own_checks.found(Finding("slack.connected", Condition.OFF, "Not set up."))}
    client = gateway.connect(said.bot_token, session=session, url=said.api_url)
    checks: dict[str, Check] = {}
    if said.signing_secret:
        checks["slack.signing"] = slack.signing(said.signing_secret)
    if said.app_token:
        checks["slack.socket"] = slack.socket(client, app_token=said.app_token)
    if not said.oauth:
        return {"slack.token": slack.fixed(client, scopes=tuple(SCOPES)), **checks}
    if database is not None and settings.keys:
        workspaces = _installed(settings, database=database, session=session)
        checks["slack.installed"] = slack.installed(workspaces, scopes=tuple(SCOPES))
    return checks


def _installed(settings: Settings, *, database: Database, session: ClientSession) -> Installations:
    def connect(token: str) -> AsyncWebClient:
        return gateway.connect(token, session=session, url=settings.slack.api_url)

    shelf = SqlInstallations(database.transaction)
    return Installations(shelf, box=secret_box(settings), clock=real_clock, connect=connect)


def about_teams(settings: Settings, *, session: ClientSession) -> Checks:
    said = settings.teams
    if said.anonymous:
        cure = "Leave out TEAMS_ALLOW_ANONYMOUS, and set TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID."
        says = "Requests are taken without a token, from this machine alone: good for an emulator."
        return {"teams.connected": own_checks.found(Finding("teams.connected", Condition.WATCH, says, cure))}
    if not said.on:
        return {"teams.connected": own_checks.found(Finding("teams.connected", Condition.OFF, "Not set up."))}
    tokens = AppTokens(session, app=said.app_id, secret=said.app_password, tenant=said.tenant, login=said.login_url)
    login, openid = (urlsplit(url).hostname or "" for url in (said.login_url, said.openid_url))
    return {
        "teams.token": teams.token(tokens, tenant=said.tenant, host=login),
        "teams.keys": teams.keys(session, said.openid_url, host=openid),
    }


def about_record(premises: Premises) -> Checks:
    """Return what needs the policy and the record: people, calendars, what the ATS told."""
    settings, read, store = premises.settings, premises.policy, premises.database.reader
    is_on = {"greenhouse": bool(settings.greenhouse_secret), "generic": bool(settings.generic_secret)}
    return {
        "policy.recruiter": own_checks.policy(read, store=store, has_ats=any(is_on.values())),
        **_calendars(premises),
        **_ats(read, store=store, is_on=is_on),
        **_teams(settings, store=store),
    }


def _teams(settings: Settings, *, store: Store) -> Checks:
    async def hear() -> Lately:
        async with store() as work:
            return await work.service.lately(teams.HEARD, latest=1)

    return {"teams.heard": teams.heard(hear)} if settings.teams.on else {}


def _ats(policy: Policy, *, store: Store, is_on: Mapping[str, bool]) -> Checks:
    async def hear(source: str) -> Lately:
        async with store() as work:
            return await work.service.lately(source, latest=ats.LATEST)

    checks: dict[str, Check] = {}
    for each, on in is_on.items():
        setting = {"greenhouse": "GREENHOUSE_WEBHOOK_SECRET", "generic": "GENERIC_ATS_SECRET"}[each]
        checks[f"ats.{each}"] = ats.hook(each, is_on=on, setting=setting, hear=hear, clock=real_clock)
        if on:
            checks[f"ats.fields/{each}"] = ats.mapping(each, hear=hear, policy=policy)
    return checks


def _calendars(premises: Premises) -> Checks:
    connected, store, organisation = premises.connected, premises.database.reader, premises.policy.organisation

    async def holders() -> Sequence[calendars.Held]:
        now = real_clock()
        async with store() as work:
            here = [each for each in await work.people.all() if each.active and each.roles & SEATED]
            known = await work.mirror.of([each.id for each in here], Interval(now, now + timedelta(minutes=1)))
        return [calendars.Held(each, known[each.id].read_at if each.id in known else None) for each in here]

    async def promises() -> Sequence[Watched]:
        async with store() as work:
            return await work.watches.all()

    vendors = [each for each in connected if each != "sandbox"]
    is_https = premises.settings.base_url.startswith("https://")
    return {
        "calendars.organiser": calendars.organiser(connected, organisation, clock=real_clock, writes=premises.writes),
        "calendars.people": calendars.elsewhere(connected, holders=holders),
        **{
            f"calendars.{each}": calendars.people(each, calendar, holders=holders, clock=real_clock)
            for each, calendar in connected.items()
        },
        "calendars.notice": calendars.notices(vendors, promises=promises, is_https=is_https, clock=real_clock),
    }


def serving(premises: Premises) -> Checks:
    """Return all checks of a service that runs: its settings are complete, and its policy reads."""
    return {
        **about_settings(premises.settings, problems=()),
        **about_database(premises.database),
        **about_slack(premises.settings, database=premises.database, session=premises.session),
        **about_teams(premises.settings, session=premises.session),
        **about_record(premises),
    }
