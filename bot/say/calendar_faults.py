"""Calendars that do not let us in, in words: what is wrong, whose they are, and what mends it, where."""

from collections.abc import Iterable, Mapping, Sequence

from bot.actions import ReadAgain
from bot.cards import Block, Bold, Button, Buttons, Card, Fine, When, para, spans
from bot.domain.calendar_faults import WHOLE, Cause, Doing, Fault
from bot.domain.ids import ORGANISER, PersonId
from bot.domain.people import Person

NAMED = 5  # people who are told by name
VENDORS: Mapping[str, str] = {
    "google": "Google Calendar",
    "microsoft": "Microsoft 365",
    "sandbox": "The built-in calendar",
}
WHYS: Mapping[Cause, str] = {
    Cause.CONSENT: "The organisation does not let me into its calendars, or not any more.",
    Cause.KEY: "The key I come with does not count any more: it has expired, was deleted, or is another one.",
    Cause.NOT_FOUND: "There is no such calendar: the address is nobody's there, or the person has no calendar.",
    Cause.NOT_ALLOWED: "The calendar is closed to me, though others of the organisation may be open.",
    Cause.QUOTA: "The mailbox takes nothing more: it is full, or a limit of its own is reached.",
    Cause.ELSEWHERE: "The mailbox is where I cannot reach it: on a server of the organisation's own, or moved away.",
    Cause.SILENT: "I have asked for the better part of a day, and got no answer.",
    Cause.OFF: "I am not connected to calendars of this kind.",
}
STATUS = (
    "Nothing, if it is a fault at their end: I go on asking. Otherwise see whether this machine still reaches them."
)
ANEW = "If the address changed: “usher person mail”, with the old and the new one."
HOUSE_ANEW = "If the organiser's address changed, the policy's organisation.organizer gets the new one."
CURES: Mapping[tuple[str, Cause], str] = {
    ("google", Cause.CONSENT): (
        "A Workspace admin opens admin.google.com, Security, Access and data control, API controls, Manage domain-wide"
        " delegation, and allows the service account's client id exactly the scopes that docs/google.md names."
        " The Calendar API must be on in the account's project, too."
    ),
    ("google", Cause.KEY): (
        "In console.cloud.google.com, under IAM & Admin, Service Accounts, Keys, make a new JSON key. Put it where"
        " GOOGLE_SERVICE_ACCOUNT_FILE says, and start Usher anew."
    ),
    ("google", Cause.NOT_FOUND): (
        "A Workspace admin sees in admin.google.com whether the user is active and Calendar is on for them."
    ),
    ("google", Cause.NOT_ALLOWED): (
        "Its owner shares it with the organisation, or a Workspace admin lifts the rule that closes it."
    ),
    ("google", Cause.ELSEWHERE): "A Workspace admin sees where the user's calendar is now.",
    ("microsoft", Cause.CONSENT): (
        "An admin looks in entra.microsoft.com, Enterprise applications, whether Usher's app is there and enabled, and in"
        " Exchange Online whether its role assignment still stands (docs/microsoft.md, step 2)."
        " A change takes up to two hours."
    ),
    ("microsoft", Cause.KEY): (
        "In entra.microsoft.com, App registrations, Usher, compare MICROSOFT_TENANT_ID and MICROSOFT_CLIENT_ID with the"
        " Overview. If they are right, make a new client secret under Certificates & secrets, and set"
        " MICROSOFT_CLIENT_SECRET to its value. Then start Usher anew."
    ),
    ("microsoft", Cause.NOT_FOUND): (
        "A Microsoft 365 admin sees in admin.microsoft.com whether the user has a mailbox and a licence."
    ),
    ("microsoft", Cause.NOT_ALLOWED): (
        "An Exchange admin puts the mailbox into the group that the app may reach (docs/microsoft.md, step 2)."
        " A change takes up to two hours."
    ),
    ("microsoft", Cause.ELSEWHERE): (
        "The mailbox has to be in Exchange Online, with a licence: a Microsoft 365 admin can move it there."
    ),
}
ADDRESSED = frozenset({Cause.NOT_FOUND, Cause.ELSEWHERE})
"""What an address that has changed may be the reason of."""
OTHERWISE: Mapping[Cause, str] = {
    Cause.CONSENT: "Whoever looks after the calendars lets Usher in again.",
    Cause.KEY: "Whoever looks after Usher gives it a new key.",
    Cause.NOT_FOUND: "Whoever looks after the calendars sees whether it is there.",
    Cause.NOT_ALLOWED: "Its owner opens it to Usher.",
    Cause.QUOTA: "Its owner makes room in the mailbox, or an admin raises its limit.",
    Cause.ELSEWHERE: "Whoever looks after the calendars sees where it is now.",
    Cause.SILENT: STATUS,
    Cause.OFF: (
        "Whoever looks after Usher adds it to USHER_CALENDARS; or name another calendar for these people, or “none”,"
        " with “usher person add”."
    ),
}


def cure_of(vendor: str, cause: Cause, *, whose: Iterable[PersonId]) -> str:
    """Return what mends a cause, and where; the organiser's address is changed elsewhere than people's."""
    cure = CURES.get((vendor, cause), OTHERWISE[cause])
    if cause not in ADDRESSED:
        return cure
    kinds = sorted({key == ORGANISER for key in whose})
    return " ".join((cure, *(HOUSE_ANEW if house else ANEW for house in kinds)))


def calendar_card(vendor: str, cause: Cause, *, faults: Sequence[Fault], people: Mapping[PersonId, Person]) -> Card:
    """Return the card about one cause: what is wrong, whose calendars it closes, what mends it; or that it is mended."""
    name = VENDORS.get(vendor, vendor)
    if not faults:
        return Card(f"Settled: {name}", (para("I can use all the calendars again that this was about."),))
    told: list[Block] = [para(WHYS[cause]), para(Bold("Whose: "), _whose(faults, people)), para(_meanwhile(faults))]
    told.append(para(Bold("What to do: "), cure_of(vendor, cause, whose=[fault.whose for fault in faults])))
    told.append(Fine(spans("Since ", When(min(fault.since for fault in faults)))))
    told.append(Buttons((Button("Look again", ReadAgain(vendor, cause)),)))
    alone = len({fault.whose for fault in faults}) == 1
    which = f"{name} is" if cause in WHOLE else f"a calendar in {name} is" if alone else f"calendars in {name} are"
    return Card(f"Needs you: {which} closed to me", tuple(told))


def looking_card() -> Card:
    """Return the answer to somebody who says that it is mended."""
    return Card("I am looking", (para("The calendars are being read. The card shows what I find."),))


def gaps(people: Iterable[Person], *, unheld: Iterable[PersonId], house: str) -> tuple[str, ...]:
    """Return what to know of people whose calendars tell or hold nothing, a sentence each.

    `house` is the organiser's address: whoever has another domain is outside the organisation.
    """
    found = sorted(people, key=lambda person: person.name.casefold())
    unheld = frozenset(unheld)
    return tuple(_gap(person, house=house) for person in found if not person.has_calendar or person.id in unheld)


def _gap(person: Person, *, house: str) -> str:
    if not person.has_calendar:
        return f"{person.name} has no calendar: by working hours, days off and my own bookings only."
    outside = _domain(person.email) != _domain(house)
    why = "outside the organisation" if outside else "I may look at it, not write there"
    return f"No hold on {person.name}’s calendar ({why}): the time is kept for them in my record alone."


def _whose(faults: Sequence[Fault], people: Mapping[PersonId, Person]) -> str:
    whose = dict.fromkeys(fault.whose for fault in faults)
    known = sorted((people[key] for key in whose if key in people), key=lambda person: person.name.casefold())
    names = [person.name for person in known[:NAMED]]
    if ORGANISER in whose:
        names.insert(0, "the organisation's own")
    more = len(known) - NAMED
    last = [f"{more} more {'person' if more == 1 else 'people'}"] if more > 0 else []
    *first, end = [*names, *last]
    return f"{', '.join(first)} and {end}." if first else f"{end}."


def _meanwhile(faults: Sequence[Fault]) -> str:
    unread = any(fault.doing is Doing.READ and fault.whose != ORGANISER for fault in faults)
    unwritten = any(fault.doing is Doing.WRITE and fault.whose != ORGANISER for fault in faults)
    unbooked = any(fault.doing is Doing.WRITE and fault.whose == ORGANISER for fault in faults)
    said = []
    if unbooked:
        said.append(
            "What is booked meanwhile stands in my record, not on the calendar yet: I try again every 15 minutes."
        )
    if unread:
        said.append(
            "I offer no times on calendars that I cannot read; interviews that wait for them go on by themselves."
        )
    if unwritten:
        said.append("Times are held in my record alone; the next hold shows whether it works again.")
    return " ".join(said) or "I go on trying."


def _domain(address: str) -> str:
    return address.rpartition("@")[2].casefold()
