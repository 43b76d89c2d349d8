"""The history in words: what happened, by whom, for people who look back."""

import contextlib
from collections.abc import Mapping

from bot.domain.access import Who
from bot.domain.pipeline import STATUS_READS
from bot.ports import Happening

HAPPENED: Mapping[str, str] = {
    "application.moved": "An application moved to {stage}",
    "application.status_told": "The ATS told of a status: {status}",
    "application.closed": "An application was closed: {why}",
    "application.decided": "A person decided: {status}",
    "application.move_asked": "The ATS was asked for a status: {status}",
    "application.move_dropped": "A status that the ATS did not take was given up",
    "application.overruled": "The ATS says {told} where {asked} was asked for",
    "application.next_set": "The next step was set",
    "application.step_done": "A step was done",
    "application.snoozed": "An application was put off until {until}",
    "application.handed_over": "The next step was handed to somebody else",
    "application.updated": "An update to the candidate was sent off; the next word is promised for {promised}",
    "application.called": "A call with the candidate was logged",
    "application.shown": "The hiring channel was told that nobody moves an application",
    "note.added": "A note was added",
    "ats.unchanged": "A delivery changed nothing: {why}",
    "candidate.mended": "A candidate's details were mended",
    "candidate.merged": "Two records of a candidate were merged",
    "candidate.removed": "A candidate's details were removed",
    "intake.asked": "A hiring manager was asked what a role needs",
    "intake.drafted": "What a role needs was drafted",
    "intake.agreed": "A hiring manager agreed what a role needs",
    "opening.mended": "An opening was mended",
    "interview.wanted": "An interview is wanted",
    "interview.times_found": "Times were found and are being held ({options})",
    "interview.held": "A hold stands",
    "interview.option_lost": "A calendar had something there after all; the next time is taken",
    "interview.options_lapsed": "Times that had come too close were let go",
    "interview.one_time": "Only one time can be held",
    "interview.offered": "The candidate was invited to choose",
    "interview.followed_up": "The candidate was followed up, once",
    "interview.handed_over": "A person has to decide",
    "interview.booked": "A time was booked",
    "interview.moved": "The interview moved to another time",
    "interview.event_placed": "The event stands on the organiser's calendar",
    "interview.link_follows": "The candidate was told the time, and that the link follows",
    "interview.linked": "The link of the call is there",
    "interview.link_given": "A link was given by hand",
    "interview.no_link": "The calendar has made no link; the owner was told",
    "interview.event_gone": "Somebody deleted the event on the organiser's calendar",
    "interview.event_moved": "Somebody moved the event on the organiser's calendar",
    "interview.event_back": "The event on the organiser's calendar is as it was booked again",
    "interview.event_put_back": "The event was put back on the organiser's calendar",
    "interview.followed": "The interview moved to where its event was moved",
    "interview.seat_tentative": "An interviewer's “maybe” was noted",
    "interview.copy_moved": "An interviewer moved their own copy of the event, which moved nothing else",
    "interview.copy_back": "An interviewer's copy of the event is back at its time",
    "interview.hold_taken_off": "An interviewer took a held time off their calendar",
    "interview.reopened": "Round {round} of finding a time began",
    "interview.cancelled": "The interview was cancelled",
    "interview.freed": "The booked time was given up for another",
    "interview.withdrawn": "The invitation was withdrawn",
    "interview.wish": "The candidate asked for something a person must decide",
    "interview.seat_fits": "An interviewer said the time suits them",
    "interview.seat_cannot": "An interviewer can't make the time",
    "interview.alert": "The owner was told",
    "interview.closed_in_ats": "The ATS moved or closed the application while an interview is booked",
    "interview.took_place": "The interview took place",
    "interview.started": "An interviewer said that it has started",
    "interview.absent": "An interviewer said that the candidate did not come",
    "interview.no_show": "The candidate was marked as a no-show",
    "interview.attended": "The candidate came after all",
    "interview.settled": "It was settled whether the candidate came: {came}",
    "scorecard.sent": "An interviewer sent a scorecard",
    "scorecard.not_held": "An interviewer said that there was nothing to judge",
    "scorecard.amended": "An interviewer added to a scorecard",
    "interview.debriefed": "The feedback went to whoever decides",
    "interview.not_held": "The interview did not take place after all",
    "interview.calendars_awaited": "Calendars of a pool are being read first",
    "interview.calendar_silent": "A calendar cannot be read",
    "interview.panel_asked": "The interviewers were asked which times suit them",
    "interview.times_answered": "An interviewer answered about the times",
    "interview.seat_empty": "A seat that is not required stays empty",
    "interview.seat_gone": "An interviewer who is needed has left",
    "interview.offer_shrunk": "A time on offer does not suit an interviewer any more",
    "interview.looked_on": "The search for further times goes on",
    "trigger.seen": "Its stage asked for an interview",
    "application.added": "An application came in",
    "application.changed": "An application's details changed",
    "candidate.added": "A candidate came in",
    "candidate.changed": "A candidate's details changed",
    "opening.added": "An opening was added",
    "opening.changed": "An opening changed",
    "person.added": "A colleague was added",
    "person.changed": "A colleague's details changed",
    "person.disabled": "A colleague was disabled",
    "account.linked": "A chat account was linked",
    "account.refused": "A chat account was refused",
    "interview.rules_relaxed": "A rule was relaxed for this interview",
    "account.not_told": "An answer could not reach a chat account",
    "account.unreached": "A chat account takes no messages",
    "session.begun": "Somebody signed in",
    "session.ended": "Somebody signed out",
    "effect.retried": "Something that had failed is tried again",
    "effect.skipped": "Something that had failed was given up",
    "said.not_answered": "A message could not be answered",
}
SEEN: Mapping[str, str] = {
    "interview.read": "An interview's record",
    "application.read": "An application's record",
    "candidate.read": "A candidate's record",
    "brief.opened": "The brief of an interview",
    "debrief.opened": "A debrief pack",
    "digest.read": "A line about an application in a digest",
    "scorecard.read": "Their own scorecard",
    "scorecards.read": "The feedback on an application",
    "scorecards.shown": "Somebody else's scorecard",
    "note.read": "A note on an application",
    "candidate.found": "A candidate's name",
}
BY: Mapping[Who, str] = {
    Who.PERSON: "by a person",
    Who.CANDIDATE: "by the candidate",
    Who.USHER: "by Usher",
    Who.ATS: "by the ATS",
}


STATUSES: Mapping[str, str] = {status.value: words for status, words in STATUS_READS.items()}
OF_STATUS = frozenset({"status", "told", "asked"})
CALENDAR = "calendar"
IN_CALENDAR = ", in their calendar"


def happened(row: Happening) -> str:
    """Return what happened; a word that is not known yet, or lacks a detail, as it is."""
    words = HAPPENED.get(row.what, row.what)
    read = {name: STATUSES.get(value, value) if name in OF_STATUS else value for name, value in row.detail.items()}
    with contextlib.suppress(KeyError, IndexError):
        return words.format(**read)
    return words


def said(row: Happening, *, by: str = "", about: str = "") -> str:
    """Return one row as a sentence; a word that is not known yet is shown as it is.

    `by` names who it was and `about` whom it is about, where a reader may know; ids stay out of sentences.
    """
    words = f"{SEEN.get(row.what, row.what)} was seen" if row.read else happened(row)
    where = IN_CALENDAR if row.why == CALENDAR else ""
    whole = f"{words}, by {by}{where}" if by else f"{words}, {BY[row.who]}{where}"
    return f"{about}: {whole}" if about else whole
