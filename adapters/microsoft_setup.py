"""Outlook calendars as the settings switch them on; loaded only then, for Microsoft's sign-in takes 10 MiB of memory."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import ClientSession

from adapters.calendars.microsoft import MicrosoftCalendar
from adapters.calendars.microsoft_calls import PATIENCE, GraphCalls
from adapters.calendars.microsoft_token import AppTokens
from adapters.clock import real_clock
from adapters.settings import Microsoft, Settings
from bot.domain.policy import Organisation
from bot.ports import Calendar


@contextmanager
def connected(settings: Settings, *, organisation: Organisation, session: ClientSession) -> Iterator[Calendar]:
    """Hold the calendar for the block."""
    tokens = app_tokens(settings.microsoft)
    try:
        graph = GraphCalls(session, tokens, url=settings.microsoft.graph_url)
        yield MicrosoftCalendar(graph, house=organisation.organizer, clock=real_clock, ignored=organisation.ignored)
    finally:
        tokens.close()


def app_tokens(microsoft: Microsoft) -> AppTokens:
    """Return the way to tokens of the app; nothing is asked for yet."""
    login, graph = microsoft.login_url, microsoft.graph_url
    return AppTokens(microsoft.tenant, microsoft.client, microsoft.secret, login=login, graph=graph, patience=PATIENCE)
