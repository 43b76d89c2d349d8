"""Why something happened, in words for the demo's timeline: what was due, what stood in the way, what people were sent."""

from collections.abc import Mapping

DUE: Mapping[str, str] = {
    "interview.followed_up": "No answer came by the deadline",
    "interview.options_lapsed": "A time on offer had come too close",
    "interview.one_time": "A time on offer was lost",
    "interview.took_place": "The time of the interview was over",
    "interview.looked_on": "No answer came in the time that interviewers are given",
    "interview.times_found": "A calendar was read, and had room",
    "interview.debriefed": "Feedback was due",
    "interview.no_link": "The link of the call was due",
    "application.shown": "Nobody had moved it for days",
    "card ask": "An answer was due",
    "card intake": "What the role needs was not said yet",
    "card incomplete": "Something was missing still",
    "card reminder": "The interview came near",
    "card scorecard": "Feedback was due",
    "card day": "The interview should have begun",
    "card stuck": "It was time to say that nothing moves",
    "card stale": "Nobody had moved it for days",
    "card debrief": "Feedback was due",
    "digest": "The morning’s digests were due",
}
"""What the clock brought, by what happened: the telling ones first."""

STUCK: Mapping[str, str] = {
    "NoTimes": "The calendars had no time in common",
    "LateTimes": "The first free times were late",
    "ClosedInAts": "The ATS moved or closed it while an interview is booked",
    "OneTime": "Only one time could be found",
    "Unanswered": "The follow-up was not answered either",
    "NoneSuited": "None of the times suited the candidate",
    "CandidateCancelled": "The candidate took the booking back",
    "BeyondSelfService": "The candidate asked for more than they may change alone",
    "CalendarSilent": "A calendar that is needed could not be read",
    "MailRefused": "The candidate’s address took no mail",
    "SeatDeclined": "An interviewer can’t make the booked time",
    "SeatRefused": "An interviewer can’t make any of the times",
    "SeatSilent": "Interviewers who are needed did not answer",
    "SeatGone": "Somebody it needs has left",
    "NoSharedTime": "Time after time was turned down",
    "Disputed": "The panel does not agree whether it took place",
    "NoLink": "The calendar made no link for the call",
    "NotHeld": "Somebody said that it did not take place",
    "EventGone": "Somebody took the event off the calendar",
    "EventMoved": "Somebody moved the event in the calendar",
}
"""Why a person has to decide, by the dead end's name."""

SENT: Mapping[str, str] = {
    "card interview": "the interview’s card",
    "card ask": "which of these times suit?",
    "card seat": "their interview’s card",
    "card reminder": "a reminder",
    "card stuck": "what has to be decided",
    "card incomplete": "what is missing",
    "card dead": "what could not be done",
    "card intake": "what does the role need?",
    "card scorecard": "what did you see?",
    "card stale": "nobody moves this",
    "card handed": "this is yours now",
    "card debrief": "the feedback, to decide on",
    "card day": "has it started?",
    "card no_show": "the candidate did not come",
    "digest": "the day’s one message",
}
"""What somebody was sent, by the occasion that the audit keeps of what they were shown."""

BY_MAIL = frozenset(f"interview.{what}" for what in ("offered", "followed_up", "withdrawn", "link_follows"))
IN_CALENDARS = frozenset(
    f"interview.{what}"
    for what in (
        "times_found",
        "held",
        "option_lost",
        "options_lapsed",
        "one_time",
        "booked",
        "moved",
        "freed",
        "event_placed",
        "event_gone",
        "event_moved",
        "event_back",
        "event_put_back",
        "followed",
        "calendars_awaited",
        "calendar_silent",
        "copy_moved",
        "copy_back",
        "hold_taken_off",
        "linked",
        "link_given",
    )
)
