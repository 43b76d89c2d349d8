"""Finding a time for an interview: what rules give way, which times are held, what an interviewer says of them."""

from dataclasses import dataclass

from bot.domain.ids import ApplicationId, InterviewId, PersonId
from bot.domain.relaxation import Relaxation, Relaxations


@dataclass(frozen=True, slots=True)
class LookAgain:
    """A named person starts a new round for an interview."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class RelaxRule:
    """A named person lets one of the rules give way that a search found too strict, and has it look anew."""

    interview: InterviewId
    rule: Relaxation


@dataclass(frozen=True, slots=True)
class OfferOne:
    """Only one time stands; the recruiter sends the candidate that one."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class KeepLooking:
    """Only one time stands; the recruiter has the search go on for a second, and the interviewers asked about it."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """An interviewer says which of the times they were asked about work and which do not, by the options' numbers."""

    interview: InterviewId
    works: tuple[int, ...] = ()
    cannot: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherTimes:
    """Opens the form in which an interviewer suggests times other than those they were asked about."""

    interview: InterviewId
    words: str = ""


@dataclass(frozen=True, slots=True)
class OthersIt:
    """An interviewer's times, in their own words, in place of all that they were asked about."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class ShowAsked:
    """Show what an interviewer is asked about an interview, with what they can answer."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class LookRelaxed:
    """In the views of scheduling: look for times once more, with these rules giving way. `who` is the interviewer's key.

    `wish` is what the candidate asked for, in words.
    """

    application: ApplicationId
    kind: str
    who: PersonId
    eased: Relaxations = ()
    wish: str = ""


@dataclass(frozen=True, slots=True)
class ScheduleIt:
    """The schedule form; the application may be preset, the rest comes from its fields."""

    application: ApplicationId | None = None


@dataclass(frozen=True, slots=True)
class SendThese:
    """The schedule form's second view: hold just these times, seen by whoever sends it, and invite the candidate.

    `who` is the interviewer's key, `times` the starts in seconds since 1970 (UTC). `seen` is a short print of the stage
    and status that the application had (see `bot.domain.glance`), by which a change of them is noticed. `sits` are the keys
    of those who were shown at each of the times, seat by seat; where it is empty, who sits there is `who`. `eased` are the
    rules that whoever sends it let give way, `wish` is what the candidate asked for, in words.
    """

    application: ApplicationId
    kind: str
    who: PersonId
    times: tuple[int, ...]
    seen: str = ""
    sits: tuple[tuple[PersonId, ...], ...] = ()
    eased: Relaxations = ()
    wish: str = ""
