"""What people can press and submit: typed actions that travel inside buttons and forms, ids only, at most 150 bytes.

`BUTTONS` and `FORMS` give each its stable word on the wire; a word is never reused for something else.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.calendar_faults import Cause
from bot.domain.ids import ApplicationId, InterviewId, OpeningId, PersonId
from bot.domain.notes import Origin
from bot.domain.pipeline import Status
from bot.domain.relaxation import Relaxation, Relaxations


@dataclass(frozen=True, slots=True)
class AskToCancel:
    """First step of cancelling: opens the form that asks for the reason."""

    interview: InterviewId


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
class ExamineAgain:
    """Look at everything Usher is connected to, at once."""


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A cause by which calendars of one vendor were closed to us is said to be mended: read them."""

    vendor: str
    cause: Cause


@dataclass(frozen=True, slots=True)
class PutEventBack:
    """Somebody deleted or moved the booked event on the organiser's calendar: have it as it is booked."""

    interview: InterviewId
    sequence: int


@dataclass(frozen=True, slots=True)
class FollowEvent:
    """Somebody moved the booked event: move the interview there. `start` and `end` are in seconds since 1970."""

    interview: InterviewId
    sequence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Put a dead effect back in line."""

    row: int


@dataclass(frozen=True, slots=True)
class SkipIt:
    """Give a dead effect up, so that what waits behind it can go on."""

    row: int


@dataclass(frozen=True, slots=True)
class SeatFits:
    """An interviewer says that the booked time suits them.

    `sequence`, here and below, is the interview's when the card was drawn, by which another time is noticed; None on cards
    that are older than that.
    """

    interview: InterviewId
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class SeatCannot:
    """An interviewer cannot make the booked time."""

    interview: InterviewId
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class AskForTime:
    """Opens the form in which an interviewer suggests another time; `words` stand in it already."""

    interview: InterviewId
    words: str = ""
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class ShowAsked:
    """Show what an interviewer is asked about an interview, with what they can answer."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class ShowInterview:
    """Show the interview's card as it stands now."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class GoOn:
    """One of a choice: run the command for the application or opening that this names."""

    command: str
    subject: str


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Another page of a command's long answer; `words` are what was asked, or the key of what it is about."""

    command: str
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class OpenIntake:
    """Opens the form about what a role needs: for its hiring manager to agree, for recruiters to draft."""

    opening: OpeningId


@dataclass(frozen=True, slots=True)
class RemindOfIntake:
    """Somebody has the hiring manager asked once more to agree what a role needs."""

    opening: OpeningId


@dataclass(frozen=True, slots=True)
class SayStarted:
    """An interviewer says that the interview has started. `sequence`, here and below, is as on SeatFits."""

    interview: InterviewId
    sequence: int


@dataclass(frozen=True, slots=True)
class AskNoShow:
    """First step of saying that the candidate did not come. `final` settles it where the panel does not agree."""

    interview: InterviewId
    sequence: int
    final: bool = False


@dataclass(frozen=True, slots=True)
class DidTakePlace:
    """The candidate came after all: takes back what somebody said too early or by mistake, or settles it."""

    interview: InterviewId
    sequence: int


@dataclass(frozen=True, slots=True)
class AskForLink:
    """First step of giving a link for the interview whose calendar has made none."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class AskToCorrect:
    """Opens the form in which somebody says that an interview did not take place, and why."""

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
class StepDone:
    """Whoever has the next step has done it; opens the form that asks what comes next.

    `seen`, here and below, is a short print of the application as it was shown (see `bot.domain.glance`).
    """

    application: ApplicationId
    seen: str = ""


@dataclass(frozen=True, slots=True)
class MoveOrPass:
    """Show what can be decided about an application: an interview, on hold, not going forward."""

    application: ApplicationId


@dataclass(frozen=True, slots=True)
class AskToSnooze:
    """Opens the form that puts an application off for some days, with a reason."""

    application: ApplicationId


@dataclass(frozen=True, slots=True)
class AskToHandOver:
    """Opens the form that gives an application's next step to somebody else."""

    application: ApplicationId


@dataclass(frozen=True, slots=True)
class AskToUpdate:
    """Opens the draft of a mail that tells a candidate where things are."""

    application: ApplicationId


@dataclass(frozen=True, slots=True)
class AskToLogCall:
    """Opens the form that logs a call with a candidate."""

    application: ApplicationId


@dataclass(frozen=True, slots=True)
class FillScorecard:
    """Opens the scorecard of whoever presses it, for their own seat on the interview."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class AskIfNotHeld:
    """Opens the form in which an interviewer says that the interview did not happen, and why."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class SeeScorecard:
    """Show somebody the scorecard that they sent for this interview."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class SeeOthers:
    """Show somebody the others' scorecards of this interview, as far as they may see them."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class AskToAmend:
    """Opens the form in which the author of a sent scorecard adds to it."""

    interview: InterviewId


Action = (
    AskToCancel
    | LookAgain
    | RelaxRule
    | OfferOne
    | KeepLooking
    | AnswerTimes
    | OtherTimes
    | ReadAgain
    | PutEventBack
    | FollowEvent
    | TryAgain
    | SkipIt
    | SeatFits
    | SeatCannot
    | AskForTime
    | ShowInterview
    | ShowAsked
    | GoOn
    | TurnPage
    | LookRelaxed
    | OpenIntake
    | RemindOfIntake
    | SayStarted
    | AskNoShow
    | DidTakePlace
    | AskToCorrect
    | AskForLink
    | StepDone
    | MoveOrPass
    | AskToSnooze
    | AskToHandOver
    | AskToUpdate
    | AskToLogCall
    | FillScorecard
    | AskIfNotHeld
    | SeeScorecard
    | SeeOthers
    | AskToAmend
    | ExamineAgain
)


@dataclass(frozen=True, slots=True)
class CancelIt:
    """Second step of cancelling: the submitted reason. `sequence` tells which time was to be given up."""

    interview: InterviewId
    sequence: int | None = None


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


@dataclass(frozen=True, slots=True)
class SuggestIt:
    """An interviewer's other times, in their own words. `sequence` tells which time they are to replace."""

    interview: InterviewId
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class OthersIt:
    """An interviewer's times, in their own words, in place of all that they were asked about."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class NoteIt:
    """A note on the application; None leaves its field to say which. `origin` is where the words come from."""

    application: ApplicationId | None = None
    origin: Origin = Origin.COMMAND


@dataclass(frozen=True, slots=True)
class NoteAnyway:
    """The same after its author was asked for an observation, once: now it is taken as it is."""

    application: ApplicationId | None = None
    origin: Origin = Origin.COMMAND


@dataclass(frozen=True, slots=True)
class NextIt:
    """What comes next for an application, by whom and by when.

    `seen` is a short print of the step and the place that the form showed (see `bot.domain.glance`), by which a change
    meanwhile is noticed; empty in forms that are older than that. `done` says that the step before it was done.
    """

    application: ApplicationId
    seen: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class MoveIt:
    """Second step of a named person's decision on an application: the status, with the submitted reason.

    `was` is the status that the form showed; None in forms that are older than that.
    """

    application: ApplicationId
    status: Status
    was: Status | None = None


@dataclass(frozen=True, slots=True)
class AgreeIntake:
    """The hiring manager's word on what a role needs."""

    opening: OpeningId


@dataclass(frozen=True, slots=True)
class DraftIntake:
    """Somebody else's draft of it, that the hiring manager then reads, changes and agrees."""

    opening: OpeningId


@dataclass(frozen=True, slots=True)
class NoShowIt:
    """Second step of saying that the candidate did not come."""

    interview: InterviewId
    sequence: int
    final: bool = False


@dataclass(frozen=True, slots=True)
class LinkIt:
    """A link that somebody gives for the interview whose calendar has made none; `sequence` tells for which time."""

    interview: InterviewId
    sequence: int


@dataclass(frozen=True, slots=True)
class CorrectIt:
    """A named person's word that an interview did not take place, with the submitted reason."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class SnoozeIt:
    """Put an application off, with the submitted day and reason; `count` is how often this silence was put off before."""

    application: ApplicationId
    count: int = 0


@dataclass(frozen=True, slots=True)
class HandOverIt:
    """Give the next step that was `seen` to whom the form names."""

    application: ApplicationId
    seen: str = ""


@dataclass(frozen=True, slots=True)
class UpdateIt:
    """Send the candidate the submitted words; `sent` is how many updates there were when the form was drawn."""

    application: ApplicationId
    sent: int = 0


@dataclass(frozen=True, slots=True)
class LogCallIt:
    """A call with the candidate: when it was, and what was said."""

    application: ApplicationId


@dataclass(frozen=True, slots=True)
class ScorecardIt:
    """Somebody's scorecard of an interview; what it asks for is the kind's."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class ScorecardAnyway:
    """The same after its author was asked for an observation, once: now it is taken as it is."""

    interview: InterviewId


@dataclass(frozen=True, slots=True)
class AmendIt:
    """What an author adds to the scorecard that they sent. `count` is how often they had added when the form was drawn."""

    interview: InterviewId
    count: int = 0


@dataclass(frozen=True, slots=True)
class NotHeldIt:
    """An interviewer's word that the interview did not happen, with the submitted reason."""

    interview: InterviewId


FormAction = (
    CancelIt
    | ScheduleIt
    | SendThese
    | SuggestIt
    | OthersIt
    | NoteIt
    | NoteAnyway
    | NextIt
    | MoveIt
    | AgreeIntake
    | DraftIntake
    | NoShowIt
    | CorrectIt
    | LinkIt
    | SnoozeIt
    | HandOverIt
    | UpdateIt
    | LogCallIt
    | ScorecardIt
    | ScorecardAnyway
    | AmendIt
    | NotHeldIt
)

BUTTONS: Mapping[str, type[Action]] = {
    "cancel?": AskToCancel,
    "again": LookAgain,
    "relax": RelaxRule,
    "one": OfferOne,
    "keep": KeepLooking,
    "works": AnswerTimes,
    "others?": OtherTimes,
    "retry": TryAgain,
    "skip": SkipIt,
    "fits": SeatFits,
    "cannot": SeatCannot,
    "suggest?": AskForTime,
    "show": ShowInterview,
    "show.asked": ShowAsked,
    "go": GoOn,
    "page": TurnPage,
    "look.relaxed": LookRelaxed,
    "intake?": OpenIntake,
    "intake.remind": RemindOfIntake,
    "started": SayStarted,
    "no.show?": AskNoShow,
    "took.place": DidTakePlace,
    "correct?": AskToCorrect,
    "link?": AskForLink,
    "done": StepDone,
    "move?": MoveOrPass,
    "snooze?": AskToSnooze,
    "hand?": AskToHandOver,
    "update?": AskToUpdate,
    "call?": AskToLogCall,
    "scorecard?": FillScorecard,
    "not.held?": AskIfNotHeld,
    "scorecard.see": SeeScorecard,
    "scorecards.others": SeeOthers,
    "scorecard.add?": AskToAmend,
    "examine": ExamineAgain,
    "calendars": ReadAgain,
    "event.back": PutEventBack,
    "event.follow": FollowEvent,
}
FORMS: Mapping[str, type[FormAction]] = {
    "cancel": CancelIt,
    "schedule": ScheduleIt,
    "send": SendThese,
    "suggest": SuggestIt,
    "others": OthersIt,
    "note": NoteIt,
    "note.anyway": NoteAnyway,
    "next": NextIt,
    "move": MoveIt,
    "intake": AgreeIntake,
    "intake.draft": DraftIntake,
    "no.show": NoShowIt,
    "correct": CorrectIt,
    "link": LinkIt,
    "snooze": SnoozeIt,
    "hand": HandOverIt,
    "update": UpdateIt,
    "call": LogCallIt,
    "scorecard": ScorecardIt,
    "scorecard.anyway": ScorecardAnyway,
    "scorecard.add": AmendIt,
    "not.held": NotHeldIt,
}
