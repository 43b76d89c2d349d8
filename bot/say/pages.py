"""What a candidate reads on their page: choose, booked, move, cancel, and a kind word for dead links."""

from bot.cards import Block, Fine, Para, When, para, spans
from bot.domain.case import Case
from bot.domain.interview import News
from bot.domain.policy import Kind, Policy
from bot.domain.time import Interval, WorkingHours
from bot.domain.wishes import Part
from bot.forms import Choice, Text
from bot.forms import Option as Radio
from bot.pages import Page, Step
from bot.say.hours import week
from bot.say.letters import booked_facts, contact, differs, time_of
from bot.say.words import REASONS, with_whom

WORDS_LIMIT = 500
REASON = Choice("reason", "What happened?", tuple(Radio(k, spans(v)) for k, v in REASONS.items()), required=False)
WORDS = Text("words", "Anything we should know", long=True, required=False, limit=WORDS_LIMIT)


def choose(case: Case, *, kind: Kind, zone: str, problem: str = "") -> Page:
    """Return the page with the times on offer."""
    interview = case.interview
    options = tuple(Radio(str(o.number), time_of(case, o)) for o in interview.standing)
    deadline = (para("Please choose by ", When(interview.deadline), "."),) if interview.deadline else ()
    one = len(options) == 1
    pick = Choice("option", "The time that is held for you" if one else "The times that are held for you", options)
    return Page(
        title=f"Choose a time for your {kind.title.lower()}" if not one else f"A time for your {kind.title.lower()}",
        blocks=(*_warning(problem), _about(case, kind=kind), *deadline),
        steps=(
            Step("pick", "Book this time", (pick,), tone="primary"),
            Step("none", "None of these work", verb="look"),
        ),
        zone=zone,
        choose_zone=True,
        contact=contact(case),
    )


def none_work(case: Case, *, kind: Kind, zone: str, words: str = "", problem: str = "") -> Page:
    """Return the page on which a candidate asks for other times, or says what would suit."""
    label = "Times that would suit you"
    suggestion = Text("words", label, initial=words, long=True, required=False, limit=WORDS_LIMIT)
    suggestion_intro = (para("Or tell us in your own words, such as “Thursday after 2”."), *_warning(problem))
    return Page(
        title="No worries, let's find a time that works",
        blocks=(_about(case, kind=kind),),
        steps=(
            Step("more", "Send me other times", (_parts(kind),), tone="primary"),
            Step("suggest", "Send my suggestion", (suggestion,), intro=suggestion_intro),
            Step("", "Back to the times", verb="look"),
        ),
        zone=zone,
        contact=contact(case),
    )


def _parts(kind: Kind) -> Choice:
    """Return the choice of a part of the day; evenings only where the kind can have them."""
    told = {Part.MORNINGS: "Mornings", Part.AFTERNOONS: "Afternoons", Part.EVENINGS: "Evenings"}
    possible = [part for part in Part if part is not Part.EVENINGS or kind.evenings is not None]
    options = tuple(Radio(part.value, spans(told[part])) for part in possible)
    return Choice("part", "When would suit you better?", (Radio("", spans("Any time")), *options), required=False)


def beyond_hours(case: Case, hours: WorkingHours, *, zone: str, site: str) -> Page:
    """Return the page after a wish outside the hours of an interview: which are possible, and that a person has the wish.

    The hours are by the clock of `site`, the name of a zone.
    """
    said = f"Thank you. {case.owner.name} has your wish and will write to you if there is a way."
    usual = f"These interviews are usually held {week(hours)} ({site.replace('_', ' ')}), and placed a few days ahead."
    return Page(
        title="We've passed it on",
        blocks=(para(said), para(usual), para("The times we sent you stay held for you meanwhile.")),
        steps=(Step("", "Back to the times", verb="look"),),
        zone=zone,
        contact=contact(case),
    )


def booked(case: Case, span: Interval, *, kind: Kind, zone: str, note: str = "") -> Page:
    """Return the page of a booking, with everything the candidate should know."""
    return Page(
        title="You're booked",
        blocks=(*_warning(note), booked_facts(case, span, kind=kind), *_mail_to_come(case)),
        steps=(
            Step("another", "Find another time", verb="look"),
            Step("cancel", "Cancel", tone="danger", verb="look"),
        ),
        zone=zone,
        choose_zone=True,
        contact=contact(case),
    )


def _mail_to_come(case: Case) -> tuple[Block, ...]:
    """Return what to expect while the confirmation waits for the link of the call."""
    booking = case.interview.booking
    if booking is None or booking.news is not News.WAITS:
        return ()
    return (para("Your confirmation comes by mail within minutes, with the link for the call."),)


def another(case: Case, span: Interval, *, kind: Kind, zone: str) -> Page:
    """Return the page that asks why the time should move; the present one stays until a new one is chosen."""
    return Page(
        title="Find another time",
        blocks=(
            para("No worries, let's find a time that works."),
            para("Your present time, ", When(span.start, span.end), ", stays yours until you choose a new one."),
        ),
        steps=(
            Step("move", "Send me other times", (REASON, _parts(kind), WORDS), tone="primary"),
            Step("", "Keep my time", verb="look"),
        ),
        zone=zone,
        contact=contact(case),
    )


def sure_to_cancel(case: Case, span: Interval, *, zone: str) -> Page:
    """Return the second, explicit step of cancelling."""
    return Page(
        title="Cancel your interview?",
        blocks=(para("This frees ", When(span.start, span.end), ". You can ask for new times afterwards."),),
        steps=(
            Step("cancel_it", "Yes, cancel it", (REASON,), tone="danger"),
            Step("", "Keep my time", verb="look"),
        ),
        zone=zone,
        contact=contact(case),
    )


def looking(case: Case, *, kind: Kind, zone: str) -> Page:
    """Return the page while times are being looked for; a standing booking is shown with it."""
    booking = case.interview.booking
    kept: tuple[Block, ...] = ()
    if booking is not None:
        kept = (para("Until then this time stays yours:"), booked_facts(case, booking.span, kind=kind))
    return Page(
        title="We're finding other times",
        blocks=(para("You'll get a mail with two new times shortly. There is nothing you need to do now."), *kept),
        zone=zone,
        contact=contact(case),
    )


def passed_on(case: Case, *, kind: Kind, zone: str) -> Page:
    """Return the page after a wish that a person has to look at."""
    booking = case.interview.booking
    kept = (booked_facts(case, booking.span, kind=kind),) if booking else ()
    stands = " Your booked time stands meanwhile." if booking else ""
    said = f"Thank you. {case.owner.name} has your message and will write to you.{stands}"
    return Page(title="We've passed it on", blocks=(para(said), *kept), zone=zone, contact=contact(case))


def cancelled(case: Case, *, kind: Kind, zone: str) -> Page:
    """Return the page of a cancelled interview, from which new times can be asked for."""
    return Page(
        title="Your interview is cancelled",
        blocks=(
            para(f"The {kind.title.lower()} for {case.opening.title} is cancelled and the time is free again."),
            para("If you would like another time, we're glad to find one."),
        ),
        steps=(Step("rebook", "Find another time", tone="primary"),),
        zone=zone,
        contact=contact(case),
    )


def over(case: Case, *, zone: str) -> Page:
    """Return the page after the interview."""
    said = "This interview is over. Thank you for your time; we'll be in touch about what comes next."
    return Page(title="Thank you", blocks=(para(said),), zone=zone, contact=contact(case))


def with_a_person(case: Case, *, zone: str) -> Page:
    """Return the page when the round is with a human."""
    said = f"These times are no longer on offer. {case.owner.name} is looking after it and will write to you."
    return Page(title="We're on it", blocks=(para(said),), zone=zone, contact=contact(case))


def closed(case: Case, *, zone: str) -> Page:
    """Return the page for times that were taken back: kind, and without a reason, which is a person's to give."""
    said = "These times are no longer on offer. If you have a question, please write to us."
    return Page(title="This is no longer on offer", blocks=(para(said),), zone=zone, contact=contact(case), status=410)


def newer_mail(case: Case, *, zone: str) -> Page:
    """Return the page for the link of an earlier round."""
    said = "These times are no longer on offer. We've sent you newer ones; the latest mail has the link."
    return Page(title="There is a newer mail", blocks=(para(said),), zone=zone, contact=contact(case), status=410)


def expired(case: Case, *, zone: str) -> Page:
    """Return the page for a link whose time has passed; it tells nothing about the interview."""
    said = "The time to use this link has passed, and that's alright. Write to us and we'll sort it out together."
    return Page(title="This link has run out", blocks=(para(said),), zone=zone, contact=contact(case), status=410)


def unknown(policy: Policy) -> Page:
    """Return the page for a link to something that is no longer kept."""
    said = "We don't have anything under this link any more. If you expected something here, please reply to our last mail."
    return Page(title="Nothing here any more", blocks=(para(said),), zone=policy.organisation.zone, status=404)


def _about(case: Case, *, kind: Kind) -> Para:
    minutes = int(kind.duration.total_seconds() // 60)
    panel = "" if differs(case) else f" with {with_whom(case.offered)}"
    return para(f"{case.opening.title}: {minutes} minutes{panel}.")


def _warning(words: str) -> tuple[Block, ...]:
    return (Fine(spans(words)),) if words else ()
