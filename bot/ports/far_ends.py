"""The other far ends, mail, ATS and links, and all of them together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.debrief import Theme
from bot.domain.findings import Finding
from bot.domain.ids import PersonId
from bot.domain.people import Platform
from bot.domain.pipeline import Status
from bot.domain.rooms import Door, Pass
from bot.domain.scorecard import Written
from bot.domain.time import Interval
from bot.domain.token import Claim
from bot.effects import Outcome
from bot.inbound import AtsRecord
from bot.letters import Letter
from bot.ports.calendars import Calendar, Heard, Watching
from bot.ports.chat import Chat


class Mailer(Protocol):
    """The way out for mail; returns when the server has taken the message. Raises Permanent for a refused address."""

    async def send(self, letter: Letter, *, message_id: str) -> None: ...


class Ats(Protocol):
    """An ATS with an API. All that change something are idempotent by `key`: the marker looked for before they act again.

    `move` sets an application's status as a person decided; the ATS's own web hook then tells that it is so.
    """

    async def read(self, application: str) -> AtsRecord: ...
    async def write(self, application: str, outcome: Outcome, *, span: Interval | None, key: str) -> None: ...
    async def feedback(self, application: str, written: Written, *, key: str) -> None: ...
    async def move(self, application: str, *, status: Status, key: str) -> None: ...


class Links(Protocol):
    """Turns what a link may do into an absolute URL, signed now; `page` is the address of a page, with no secret in it.

    `heard` is where a calendar's vendor tells of changes in somebody's; None where nothing outside can reach us by https.
    """

    def url(self, claim: Claim | Pass) -> str: ...
    def page(self, door: Door) -> str: ...
    def heard(self, vendor: str, person: PersonId) -> Heard | None: ...


class Summarise(Protocol):
    """Finds what passages of feedback have in common. Off unless one is plugged in, and none is shipped.

    It gets the texts alone and gives back quotes of them, which are shown once, marked as a machine's, and kept nowhere.
    Raises Transient or Permanent; the page then goes without.
    """

    async def __call__(self, texts: Sequence[str]) -> Sequence[Theme]: ...


Check = Callable[[], Awaitable[Sequence[Finding]]]
"""A look at one connection: what works, what does not, what mends it. It changes nothing at the far end, and may raise."""


@dataclass(frozen=True, slots=True)
class FarEnds:
    """Everything remote, by name. An ATS that is not in `ats` has no API adapter: no effect is made for it.

    A calendar that is not in `watching` never says when something changes: it is read now and then.

    `checks` look at all of it, each by the name of what it finds where it cannot even look.
    """

    chats: Mapping[Platform, Chat]
    calendars: Mapping[str, Calendar]
    mailer: Mailer
    ats: Mapping[str, Ats]
    links: Links
    watching: Mapping[str, Watching] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)
