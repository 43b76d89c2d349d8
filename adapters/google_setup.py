"""Google Calendar as the settings switch it on; loaded only then, for Google's client takes 15 MiB of memory."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiohttp import ClientSession

from adapters.calendars.google import GoogleCalendar
from adapters.calendars.google_calls import GoogleCalls
from adapters.settings import Google, Settings, SettingsError
from bot.domain.policy import Organisation
from bot.ports import Calendar


@contextmanager
def connected(settings: Settings, *, organisation: Organisation, session: ClientSession) -> Iterator[Calendar]:
    """Hold the calendar for the block; raises SettingsError for a key file that cannot be used."""
    calls = google_calls(settings.google)
    try:
        yield GoogleCalendar(calls, house=organisation.organizer, ignored=organisation.ignored)
    finally:
        calls.close()


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
