"""The candidate's calendar entry as iCalendar: one UID for life, so that a change moves it and a cancellation takes it away.

RFC 5546 (iTIP) decides the properties: the same UID and ORGANIZER throughout, a SEQUENCE that rises, a fresh DTSTAMP.
"""

from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText

from adapters.mail.address import Mailbox, lines, one_line
from bot.letters import Invite, Method

PRODID = "-//Usher//Hiring coordinator//EN"


def invitation(invite: Invite, *, organizer: Mailbox, attendee: Mailbox, stamp: datetime) -> bytes:
    """Return the iCalendar object, CRLF and folded; `stamp` is now, aware UTC.

    Times are UTC, without VTIMEZONE: a single meeting means the same everywhere, and calendars show it in their own zone.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", invite.method.value)
    calendar.add_component(_event(invite, organizer=organizer, attendee=attendee, stamp=stamp))
    return bytes(calendar.to_ical())


def _event(invite: Invite, *, organizer: Mailbox, attendee: Mailbox, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", one_line(invite.uid))
    event.add("sequence", invite.sequence)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", invite.span.start.astimezone(UTC))
    event.add("dtend", invite.span.end.astimezone(UTC))
    event.add("summary", one_line(invite.summary))
    for name, text in (("location", one_line(invite.where)), ("description", "\n".join(lines(invite.text)))):
        if text:
            event.add(name, text)
    event.add("organizer", _person(organizer), encode=False)
    event.add("attendee", _guest(attendee), encode=False)
    event.add("status", "CANCELLED" if invite.method is Method.CANCEL else "CONFIRMED")
    event.add("transp", "OPAQUE")
    return event


def _guest(who: Mailbox) -> vCalAddress:
    """They chose this time themselves, so nothing is asked of them: accepted, no answer wanted.

    Gmail shows such an entry as accepted and busy; Outlook ignores PARTSTAT and offers its buttons without sending an
    answer. NEEDS-ACTION would ask "going?" of somebody who has just said so, and leave them free in some calendars
    (https://github.com/thunderbird/appointment/issues/586, https://github.com/adamgibbons/ics/issues/255).
    """
    person = _person(who)
    person.params["ROLE"] = vText("REQ-PARTICIPANT")
    person.params["PARTSTAT"] = vText("ACCEPTED")
    person.params["RSVP"] = vText("FALSE")
    return person


def _person(who: Mailbox) -> vCalAddress:
    person = vCalAddress(f"mailto:{who.address}")
    if who.name:
        person.params["CN"] = vText(who.name)
    return person
