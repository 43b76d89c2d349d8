"""The mails a candidate gets. Short, human, one thing to press, a person to write to; the first says that a bot writes."""

from datetime import datetime, timedelta

from bot.cards import Block, Card, Facts, Fine, Signed, Span, When, para, spans
from bot.domain.case import Case
from bot.domain.dead_end import CandidateCancelled
from bot.domain.interview import Option
from bot.domain.people import Person
from bot.domain.policy import Kind, Policy
from bot.domain.time import Interval
from bot.domain.token import Claim, Purpose
from bot.effects import Mail
from bot.letters import Letter, Method
from bot.say.invites import invite
from bot.say.words import FORMATS, details, place, with_whom

REBOOK_FOR = timedelta(days=14)


def letter(mail: Mail, *, case: Case, policy: Policy, now: datetime) -> Letter | None:
    """Return the mail as the record has it now, or None when the record has moved on and it would be wrong to send it."""
    kind = policy.kinds[case.interview.kind].for_category(case.opening.category)
    booking = case.interview.booking
    match mail:
        case Mail.OFFER:
            first = case.interview.round == 1
            opening = _first_words(case, kind=kind, policy=policy) if first else _other_words(case, kind=kind)
            return _asking(case, kind=kind, policy=policy, opening=opening)
        case Mail.FOLLOW_UP:
            return _asking(case, kind=kind, policy=policy, opening=_second_words(case, kind=kind))
        case Mail.CONFIRMED if booking:
            lead = spans("You're booked. We look forward to talking with you.")
            return _booked(
                f"Booked: {kind.title} for {case.opening.title}", lead, booking.span, case=case, policy=policy
            )
        case Mail.MOVED if booking:
            lead = spans("Your interview has moved; the earlier time is free again. Here are the new details.")
            return _booked(
                f"New time: {kind.title} for {case.opening.title}", lead, booking.span, case=case, policy=policy
            )
        case Mail.LINK if booking and place(kind, booking):
            lead = spans("Here is the link for your interview; please use this one. All else is as booked:")
            return _booked(
                f"The link: {kind.title} for {case.opening.title}", lead, booking.span, case=case, policy=policy
            )
        case Mail.REMINDER if booking:
            return _reminder(case, booking.span, kind=kind, policy=policy)
        case Mail.CHECK_IN if booking and booking.span.start > now:
            return _check_in(case, booking.span, kind=kind, policy=policy)
        case Mail.FREED if case.interview.former:
            return _freed(case, case.interview.former, kind=kind, policy=policy)
        case Mail.CANCELLED:
            return _cancelled(case, kind=kind, policy=policy, now=now)
        case _:
            return None


def card_letter(card: Card, *, reader: Person, policy: Policy, subject: str) -> Letter:
    """Return a card as a mail, for somebody without a reachable chat account. Its buttons stay in chat."""
    return Letter(
        to=reader.email,
        name=reader.name,
        subject=card.title,
        blocks=card.blocks,
        zone=reader.zone or policy.organisation.zone,
        thread=subject,
        contact="This came by mail because Usher does not reach you in chat. Ask an admin to link your account.",
    )


def _first_words(case: Case, *, kind: Kind, policy: Policy) -> tuple[Block, ...]:
    organisation = policy.organisation.name
    said = (
        kind.wording.invitation or f"Thank you for applying. We would like to talk with you about {case.opening.title}."
    )
    bot = f"I'm Usher, the scheduling bot of {organisation}; people read your application, I only find the time."
    return (para(f"Hello {case.candidate.first_name},"), para(said), Fine(spans(bot)))


def _other_words(case: Case, *, kind: Kind) -> tuple[Block, ...]:
    """Words for a later round: the candidate knows us, and may have a time that stands."""
    booking = case.interview.booking
    said = para(f"Here are other times for the {kind.title.lower()} for {case.opening.title}.")
    if booking is None and case.interview.is_after_no_show:
        missed = f"We missed you at the {kind.title.lower()} for {case.opening.title}."
        return (
            para(f"Hello {case.candidate.first_name},"),
            para(f"{missed} No worries, things come up; let's find a time that works. Here are two:"),
        )
    stands: tuple[Block, ...] = ()
    if booking is not None:
        stands = (
            para("Your present time, ", When(booking.span.start, booking.span.end), ", stays yours until you choose."),
        )
    return (para(f"Hello {case.candidate.first_name},"), said, *stands)


def _second_words(case: Case, *, kind: Kind) -> tuple[Block, ...]:
    said = f"Just checking in about the {kind.title.lower()} for {case.opening.title}. These times are held for you:"
    return (para(f"Hello {case.candidate.first_name},"), para(said))


def _asking(case: Case, *, kind: Kind, policy: Policy, opening: tuple[Block, ...]) -> Letter:
    interview = case.interview
    assert interview.deadline is not None
    one = len(interview.standing) == 1
    options = tuple((f"Option {n}", time_of(case, o)) for n, o in enumerate(interview.standing, 1))
    blocks: tuple[Block, ...] = (
        *opening,
        Facts(options),
        Facts((("Role", spans(case.opening.title)), *_meeting(case), ("Format", spans(FORMATS[kind.format])))),
        para(
            "Please choose by ",
            When(interview.deadline),
            f". If {'it does not suit' if one else 'neither suits'}, say so there.",
        ),
    )
    claim = Claim(interview.id, interview.round, Purpose.OFFER, interview.deadline)
    return Letter(
        to=case.candidate.email,
        name=case.candidate.name,
        subject=f"{case.opening.title} at {policy.organisation.name}: {'a time' if one else 'two times'} to talk",
        blocks=blocks,
        zone=case.candidate.zone or policy.organisation.zone,
        thread=interview.id,
        button=Signed("See the time" if one else "Choose a time", claim),
        contact=contact(case),
    )


def _booked(subject: str, lead: tuple[Span, ...], span: Interval, *, case: Case, policy: Policy) -> Letter:
    kind = policy.kinds[case.interview.kind].for_category(case.opening.category)
    blocks: tuple[Block, ...] = (
        para(f"Hello {case.candidate.first_name},"),
        para(*lead),
        booked_facts(case, span, kind=kind),
        *_to_come(case, kind=kind),
        para("The invitation for your calendar is attached. You can move or cancel any time on your page."),
    )
    return _after(subject, blocks, span, case=case, policy=policy, method=Method.REQUEST)


def _to_come(case: Case, *, kind: Kind) -> tuple[Block, ...]:
    """Return what to know of a link that is not there yet."""
    if place(kind, case.interview.booking):
        return ()
    return (para("The link for the call is still being made. It comes to you by mail as soon as it is there."),)


def booked_facts(case: Case, span: Interval, *, kind: Kind) -> Facts:
    """Return everything a candidate should know about a booked interview."""
    rows = (
        ("When", (When(span.start, span.end),)),
        ("Role", spans(case.opening.title)),
        ("You will meet", spans(_panel(case))),
    )
    return Facts((*rows, *details(kind, case.interview.booking)))


def _after(
    subject: str, blocks: tuple[Block, ...], span: Interval, *, case: Case, policy: Policy, method: Method
) -> Letter:
    claim = Claim(case.interview.id, case.interview.round, Purpose.MANAGE, span.end)
    return Letter(
        to=case.candidate.email,
        name=case.candidate.name,
        subject=subject,
        blocks=blocks,
        zone=case.candidate.zone or policy.organisation.zone,
        thread=case.interview.id,
        button=Signed("Your interview", claim),
        contact=contact(case),
        invite=invite(case, span, method=method, policy=policy),
    )


def _reminder(case: Case, span: Interval, *, kind: Kind, policy: Policy) -> Letter:
    blocks: tuple[Block, ...] = (
        para(f"Hello {case.candidate.first_name},"),
        para("A short reminder of your interview:"),
        booked_facts(case, span, kind=kind),
        para("If something has come up, no worries: your page lets you find another time."),
    )
    claim = Claim(case.interview.id, case.interview.round, Purpose.MANAGE, span.end)
    return Letter(
        to=case.candidate.email,
        name=case.candidate.name,
        subject=f"Reminder: {kind.title} for {case.opening.title}",
        blocks=blocks,
        zone=case.candidate.zone or policy.organisation.zone,
        thread=case.interview.id,
        button=Signed("Your interview", claim),
        contact=contact(case),
    )


def _check_in(case: Case, span: Interval, *, kind: Kind, policy: Policy) -> Letter:
    """Return the few words on the morning of the day, where a kind has them."""
    claim = Claim(case.interview.id, case.interview.round, Purpose.MANAGE, span.end)
    return Letter(
        to=case.candidate.email,
        name=case.candidate.name,
        subject=f"Today: {kind.title} for {case.opening.title}",
        blocks=(
            para(f"Hello {case.candidate.first_name},"),
            para("All set for today? If so, there is nothing to do, and we look forward to it."),
            booked_facts(case, span, kind=kind),
            para("If something has come up, no worries: your page is the quickest way to tell us."),
        ),
        zone=case.candidate.zone or policy.organisation.zone,
        thread=case.interview.id,
        button=Signed("Your interview", claim),
        contact=contact(case),
    )


def _freed(case: Case, span: Interval, *, kind: Kind, policy: Policy) -> Letter:
    """Return the mail that a booked time is off because of us, while another is looked for; there is nothing to do."""
    what = f"your {kind.title.lower()} for {case.opening.title}"
    return Letter(
        to=case.candidate.email,
        name=case.candidate.name,
        subject=f"A new time is needed: {kind.title} for {case.opening.title}",
        blocks=(
            para(f"Hello {case.candidate.first_name},"),
            para(f"The time of {what} no longer works on our side. We're sorry for the change."),
            Facts((("Was", (When(span.start, span.end),)),)),
            para("We're looking for other times now and will write to you with them. There is nothing you need to do."),
        ),
        zone=case.candidate.zone or policy.organisation.zone,
        thread=case.interview.id,
        contact=contact(case),
        invite=invite(case, span, method=Method.CANCEL, policy=policy),
    )


def _cancelled(case: Case, *, kind: Kind, policy: Policy, now: datetime) -> Letter:
    """Return the mail after a cancellation; a candidate who cancelled can ask for new times, where the ATS lets them."""
    interview = case.interview
    told = interview.former
    by_candidate = isinstance(interview.trouble, CandidateCancelled)
    what = f"The {kind.title.lower()} for {case.opening.title}"
    blocks: list[Block] = [para(f"Hello {case.candidate.first_name},")]
    if told is None:
        blocks.append(
            para(
                f"{what} cannot take place as planned, so no times are on offer any more. We are sorry for the change."
            )
        )
    elif by_candidate:
        blocks.append(para(f"{what} is cancelled, as you asked, and the time is free again. No worries."))
    else:
        blocks.append(para(f"{what} cannot take place as planned. We are sorry for the change."))
    if told is not None:
        blocks.append(Facts((("Was", (When(told.start, told.end),)),)))
    if by_candidate:
        blocks.append(para("If you would like another time, the button below asks us for new ones."))
    claim = Claim(interview.id, interview.round, Purpose.REBOOK, now + REBOOK_FOR)
    return Letter(
        to=case.candidate.email,
        name=case.candidate.name,
        subject=f"Cancelled: {kind.title} for {case.opening.title}",
        blocks=tuple(blocks),
        zone=case.candidate.zone or policy.organisation.zone,
        thread=interview.id,
        button=Signed("Find another time", claim) if by_candidate else None,
        contact=contact(case),
        invite=invite(case, told, method=Method.CANCEL, policy=policy) if told else None,
    )


def _panel(case: Case) -> str:
    return with_whom(case.panel)


def _meeting(case: Case) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    """Return whom they will meet, where that is the same at every time."""
    return () if differs(case) else (("You will meet", spans(with_whom(case.offered))),)


def time_of(case: Case, option: Option) -> tuple[Span, ...]:
    """Return a time on offer, and whom they would meet where that depends on it."""
    who = (f" with {with_whom(case.panel_at(option))}",) if differs(case) else ()
    return spans(When(option.span.start, option.span.end), *who)


def differs(case: Case) -> bool:
    """Return whether a candidate meets other people at one of the times than at another."""
    return len({case.interview.people_at(option) for option in case.interview.standing}) > 1


def contact(case: Case) -> str:
    """Return the human to write to, in plain text: the recruiter, never an interviewer."""
    return f"{case.owner.name}, {case.owner.email}"
