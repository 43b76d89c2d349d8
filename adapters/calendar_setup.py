"""The calendars that the settings switch on, each behind the same port."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from aiohttp import ClientSession

from adapters.calendars.google import GoogleCalendar
from adapters.calendars.google_calls import GoogleCalls
from adapters.calendars.microsoft import MicrosoftCalendar
from adapters.calendars.microsoft_calls import PATIENCE, GraphCalls
from adapters.calendars.microsoft_token import AppTokens
from adapters.clock import real_clock
from adapters.sandbox.calendar import SandboxCalendar
from adapters.settings import Google, Microsoft, Settings, SettingsError
from bot.domain.policy import Organisation
from bot.ports import Calendar, Watching
from storage.engine import Database


@contextmanager
def connected(
    settings: Settings, *, organisation: Organisation, database: Database, session: ClientSession
) -> Iterator[Mapping[str, Calendar]]:
    """Hold the calendars by name for the block; raises SettingsError for what cannot be connected."""
    if organisation.calendar not in settings.calendars:
        raise SettingsError(
            (
                f"organisation.calendar of the policy is {organisation.calendar}, which is not connected: name one of"
                f" USHER_CALENDARS there ({', '.join(settings.calendars)}), or add {organisation.calendar} to them.",
            )
        )
    house, ignored = organisation.organizer, organisation.ignored
    calendars: dict[str, Calendar] = {}
    with ExitStack() as stack:
        if "sandbox" in settings.calendars:
            calendars["sandbox"] = SandboxCalendar(database.shelf, clock=real_clock)
        if "google" in settings.calendars:
            calls = google_calls(settings.google)
            stack.callback(calls.close)
            calendars["google"] = GoogleCalendar(calls, house=house, ignored=ignored)
        if "microsoft" in settings.calendars:
            tokens = app_tokens(settings.microsoft)
            stack.callback(tokens.close)
            graph = GraphCalls(session, tokens, url=settings.microsoft.graph_url)
            calendars["microsoft"] = MicrosoftCalendar(graph, house=house, clock=real_clock, ignored=ignored)
        yield calendars


def watching(calendars: Mapping[str, Calendar]) -> Mapping[str, Watching]:
    """Return the calendars that tell of changes, by name."""
    return {name: each for name, each in calendars.items() if isinstance(each, GoogleCalendar | MicrosoftCalendar)}


def app_tokens(microsoft: Microsoft) -> AppTokens:
    """Return the way to tokens of the app; nothing is asked for yet."""
    login, graph = microsoft.login_url, microsoft.graph_url
    return AppTokens(microsoft.tenant, microsoft.client, microsoft.secret, login=login, graph=graph, patience=PATIENCE)


def google_calls(google: Google) -> GoogleCalls:
    """Return the way to Google; raises SettingsError for a key file that cannot be used, and never says what it holds."""
    path = google.service_account_file
    try:
        key = json.loads(Path(path).read_text(encoding="utf-8"))
        return GoogleCalls(key, url=google.api_url)
    except OSError as error:
        raise SettingsError((f"GOOGLE_SERVICE_ACCOUNT_FILE cannot be read: {error.strerror} ({path}).",)) from error
    except (ValueError, TypeError) as error:
        cure = "download it anew from the Google Cloud console: IAM, Service accounts, Keys, JSON"
        raise SettingsError((f"{path} is no key of a service account; {cure}.",)) from error
