"""What carrying out an effect works with: the record, the far ends, the clock and the policy."""

from dataclasses import dataclass

from bot.domain.access import USHER
from bot.domain.calendar_faults import Cause
from bot.domain.case import Case
from bot.domain.ids import InterviewId, PersonId
from bot.domain.people import Person
from bot.domain.policy import Policy
from bot.ports import Ats, Calendar, Clock, FarEnds, Handle, Permanent, Store


@dataclass(frozen=True, slots=True)
class Means:
    """Made once, at start-up, with everything remote. `ask` leads back into the core, for what was asked and waited."""

    store: Store
    ends: FarEnds
    clock: Clock
    policy: Policy
    ask: Handle

    async def case(self, interview: InterviewId) -> Case | None:
        async with self.store() as work:
            return await work.interviews.case(interview, viewer=USHER)

    async def person(self, person: PersonId) -> Person | None:
        async with self.store() as work:
            return await work.people.get(person)

    def calendar(self, name: str) -> Calendar:
        """Return the vendor's calendars; raises Permanent for one that is not connected."""
        calendar = self.ends.calendars.get(name)
        if calendar is None:
            raise Permanent(f"no {name} calendar is connected; USHER_CALENDARS names those that are", cause=Cause.OFF)
        return calendar

    def ats(self, name: str) -> Ats:
        """Return the ATS's API; raises Permanent for one that is not connected."""
        ats = self.ends.ats.get(name)
        if ats is None:
            raise Permanent(f"no API of {name} is connected")
        return ats

    def message_id(self, local: str) -> str:
        """Return the Message-ID of a mail, the same for every attempt."""
        return f"<{local}@{self.policy.organisation.organizer.rpartition('@')[2]}>"
