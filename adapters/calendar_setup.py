"""The calendars that the settings switch on, each behind the same port."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib import import_module

from aiohttp import ClientSession

from adapters.clock import real_clock
from adapters.sandbox.calendar import SandboxCalendar
from adapters.settings import Settings, SettingsError
from bot.domain.policy import Organisation
from bot.ports import Calendar, Watching
from storage.engine import Database

VENDORS: Mapping[str, str] = {"google": "adapters.google_setup", "microsoft": "adapters.microsoft_setup"}
"""The module that connects each: a vendor's client takes memory that nobody without it should pay for."""


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
    calendars: dict[str, Calendar] = {}
    with ExitStack() as stack:
        if "sandbox" in settings.calendars:
            calendars["sandbox"] = SandboxCalendar(database.shelf, clock=real_clock)
        for name, module in VENDORS.items():
            if name in settings.calendars:
                connect: Callable[..., AbstractContextManager[Calendar]] = import_module(module).connected
                calendars[name] = stack.enter_context(connect(settings, organisation=organisation, session=session))
        yield calendars


def watching(calendars: Mapping[str, Calendar]) -> Mapping[str, Watching]:
    """Return the calendars that tell of changes, by name."""
    return {name: each for name, each in calendars.items() if isinstance(each, Watching)}
