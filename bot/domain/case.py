"""All that belongs to one application or interview, read together: what use cases decide on and messages are drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.ids import PersonId
from bot.domain.interview import Interview, Option
from bot.domain.people import Person
from bot.domain.pipeline import Application, Candidate, Opening
from bot.domain.refusal import Refusal


def is_theirs(candidate: Candidate, *, person: Person) -> bool:
    """Whether a file is about whoever wants to open it: nobody sees their own, whatever part they play here."""
    return bool(person.email) and person.email.strip().casefold() == candidate.email.strip().casefold()


def keep_own_file(candidate: Candidate, *, person: Person) -> None:
    """Return unless the file is about whoever asks; raises Refusal, whatever else they may do here."""
    if is_theirs(candidate, person=person):
        raise Refusal("This is your own application, so I neither show nor change it here. Its recruiter can help you.")


def has_seat(interview: Interview, person: PersonId) -> bool:
    """Whether somebody sits on an interview, or would at a time in play: a calendar that is only read gives no seat."""
    seats = [*interview.seats, *(seat for option in interview.in_play for seat in option.seats if seat.is_kept)]
    return any(seat.person == person for seat in seats)


@dataclass(frozen=True, slots=True)
class Applied:
    """A candidate in play for an opening, whether or not there is an interview."""

    candidate: Candidate
    application: Application
    opening: Opening


@dataclass(frozen=True, slots=True)
class Case:
    """`people` holds everyone on a seat and every owner of the opening, by key."""

    interview: Interview
    application: Application
    candidate: Candidate
    opening: Opening
    people: Mapping[PersonId, Person]

    @property
    def named(self) -> frozenset[PersonId]:
        """The keys of everybody who belongs into `people`."""
        interview, opening = self.interview, self.opening
        owners = (interview.owner, opening.hiring_manager, opening.recruiter, opening.coordinator)
        everybody = (*interview.everybody, *interview.spoken_of, *owners)
        return frozenset(key for key in everybody if key is not None)

    @property
    def panel(self) -> tuple[Person, ...]:
        return tuple(self.people[seat.person] for seat in self.interview.seats)

    def panel_at(self, option: Option) -> tuple[Person, ...]:
        """Return who would sit there at an option's time."""
        return tuple(self.people[seat.person] for seat in option.seats or self.interview.seats if seat.is_kept)

    @property
    def proposed(self) -> tuple[Person, ...]:
        """Everybody who would sit there at one of the times in play."""
        people = {person.id: person for option in self.interview.in_play for person in self.panel_at(option)}
        return tuple(people.values())

    @property
    def offered(self) -> tuple[Person, ...]:
        """Everybody whom the candidate may meet at one of the times that stand; who sits there while none does."""
        people = {person.id: person for option in self.interview.standing for person in self.panel_at(option)}
        return tuple(people.values()) or self.panel

    @property
    def owner(self) -> Person:
        return self.people[self.interview.owner]
