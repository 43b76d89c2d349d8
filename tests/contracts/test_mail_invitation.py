"""Invitations, read back by parsers that know nothing of each other: `icalendar` and `ics`, and ical.js under Node."""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import ics
import pytest
from icalendar import Calendar

from bot.domain.time import Interval
from bot.letters import Invite, Method
from tests.contracts.mail_letters import BOOKED, INVITE, NOW, SPAN, calendar, drawn

MOVED = replace(INVITE, sequence=1, span=Interval(SPAN.start + timedelta(days=1), SPAN.end + timedelta(days=1)))
CANCELLED = replace(MOVED, sequence=2, method=Method.CANCEL)
LIFE = (INVITE, MOVED, CANCELLED)
ICAL_JS = "2.2.1"
READ_WITH_ICAL_JS = """
const ICAL = (await import("ical.js")).default;
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const root = new ICAL.Component(ICAL.parse(Buffer.concat(chunks).toString("utf8")));
const found = root.getFirstSubcomponent("vevent");
const event = new ICAL.Event(found);
console.log(JSON.stringify({
  method: root.getFirstPropertyValue("method"),
  uid: event.uid,
  sequence: event.sequence,
  summary: event.summary,
  location: event.location,
  description: event.description,
  start: event.startDate.toJSDate().toISOString(),
  end: event.endDate.toJSDate().toISOString(),
  stamp: found.getFirstPropertyValue("dtstamp").toJSDate().toISOString(),
  status: found.getFirstPropertyValue("status"),
  organizer: event.organizer,
  attendees: event.attendees.map(a => [a.getFirstValue(), a.getParameter("cn"), a.getParameter("partstat")]),
}));
"""


def written(invite: Invite, *, name: str = "Zoë O'Brien", to: str = "ada+jobs@example.com") -> bytes:
    return calendar(drawn(replace(BOOKED, invite=invite, name=name, to=to)))


def event(written: bytes) -> Any:
    found: Any = Calendar.from_ical(written)
    (only,) = found.walk("VEVENT")
    return only


def second_reading(written: bytes) -> Any:
    (only,) = ics.Calendar(written.decode()).events
    return only


def test_the_invitation_stands_beside_the_text_and_again_as_a_file() -> None:
    mail = drawn(BOOKED)

    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "invite.ics"
    assert attached.get_payload(decode=True) == calendar(mail)


@pytest.mark.parametrize("invite", LIFE)
def test_the_part_and_the_calendar_name_the_same_method(invite: Invite) -> None:
    mail = drawn(replace(BOOKED, invite=invite))

    part = next(each for each in mail.walk() if each.get_content_type() == "text/calendar")

    assert dict(part["Content-Type"].params) == {"method": invite.method.value, "charset": "UTF-8"}
    assert f"\r\nMETHOD:{invite.method.value}\r\n".encode() in calendar(mail)


def test_request_change_and_cancellation_are_one_entry_that_rises() -> None:
    events = [event(written(invite)) for invite in LIFE]

    assert {str(each["UID"]) for each in events} == {"iv_1@acme.example"}
    assert {str(each["ORGANIZER"]) for each in events} == {"mailto:talent@acme.example"}
    assert [int(each["SEQUENCE"]) for each in events] == [0, 1, 2]
    assert [str(each["STATUS"]) for each in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [each["DTSTART"].dt for each in events] == [INVITE.span.start, MOVED.span.start, MOVED.span.start]


def test_both_readings_agree_on_everything_a_person_sees() -> None:
    made = written(INVITE)

    one, two = event(made), second_reading(made)

    assert str(one["UID"]) == two.uid == INVITE.uid
    assert str(one["SUMMARY"]) == two.name == INVITE.summary
    assert str(one["LOCATION"]) == two.location == INVITE.where
    assert str(one["DESCRIPTION"]) == two.description == INVITE.text
    assert one["DTSTART"].dt == two.begin.datetime == SPAN.start
    assert one["DTEND"].dt == two.end.datetime == SPAN.end
    assert one["DTSTAMP"].dt == two.created.datetime == NOW
    assert str(one["STATUS"]) == two.status == "CONFIRMED"
    assert str(one["ORGANIZER"]) == f"mailto:{two.organizer.email}" == "mailto:talent@acme.example"
    assert one["ORGANIZER"].params["CN"] == two.organizer.common_name == "Acme Talent"
    (guest,) = two.attendees
    assert str(one["ATTENDEE"]) == f"mailto:{guest.email}" == "mailto:ada+jobs@example.com"
    assert one["ATTENDEE"].params["CN"] == guest.common_name == "Zoë O'Brien"
    assert one["ATTENDEE"].params["PARTSTAT"] == guest.partstat == "ACCEPTED"


@pytest.mark.parametrize(
    "name", ["דוד בן־גוריון", "محمد عبد الله", "👩‍🚀 Ada 🎉", "O'Brien, Zoë; Dr: x", "Zoë\r\nATTENDEE:mailto:eve@x.y"]
)
def test_any_name_stays_within_its_place(name: str) -> None:
    made = written(INVITE, name=name)

    found = event(made)
    assert str(found["ATTENDEE"]) == "mailto:ada+jobs@example.com"
    assert found["ATTENDEE"].params["CN"] == name.replace("\r\n", "  ")
    (guest,) = second_reading(made).attendees
    assert guest.email == "ada+jobs@example.com"


@pytest.mark.parametrize(
    "evil", ["x\r\nATTENDEE:mailto:eve@x.y", "x\nEND:VEVENT\nBEGIN:VEVENT", "x\\nEND:VEVENT;,:\\", "x\x00\x1b"]
)
def test_no_text_can_add_a_property(evil: str) -> None:
    honest = sorted(event(written(INVITE)).keys())

    made = written(replace(INVITE, summary=evil, where=evil, text=evil, uid=f"{evil}@acme.example"))

    assert sorted(event(made).keys()) == honest
    assert len(ics.Calendar(made.decode()).events) == 1


def test_lines_end_in_crlf_and_are_folded_at_75_octets() -> None:
    made = written(replace(INVITE, summary="Gespräch über 🎉 " * 30, text="Zeile eins\nZeile zwei " * 20))

    lines = made.split(b"\r\n")

    assert all(len(line) <= 75 for line in lines)
    assert b"\n" not in b"".join(lines)
    assert str(event(made)["SUMMARY"]) == ("Gespräch über 🎉 " * 30).strip()


@pytest.mark.parametrize(
    ("zone", "wall", "utc"),
    [
        ("America/New_York", (2026, 3, 6, 9), "20260306T140000Z"),
        ("America/New_York", (2026, 3, 9, 9), "20260309T130000Z"),
        ("Europe/London", (2027, 3, 26, 10), "20270326T100000Z"),
        ("Europe/London", (2027, 3, 29, 10), "20270329T090000Z"),
        ("Australia/Lord_Howe", (2027, 4, 2, 9), "20270401T220000Z"),
        ("Australia/Lord_Howe", (2027, 4, 5, 9), "20270404T223000Z"),
        ("Asia/Kolkata", (2027, 4, 5, 9), "20270405T033000Z"),
    ],
)
def test_the_same_hour_on_either_side_of_a_clock_change_is_another_instant(
    zone: str, wall: tuple[int, int, int, int], utc: str
) -> None:
    local = datetime(*wall, tzinfo=ZoneInfo(zone))
    start = local.astimezone(UTC)

    made = written(replace(INVITE, span=Interval(start, start + timedelta(minutes=30))))

    assert f"DTSTART:{utc}\r\n".encode() in made
    assert event(made)["DTSTART"].dt.astimezone(ZoneInfo(zone)).isoformat() == local.isoformat()
    assert second_reading(made).begin.datetime == start


@pytest.fixture(scope="session")
def ical_js(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which Node finds ical.js, fetched once by npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("Node and npm are not installed")
    folder = tmp_path_factory.mktemp("ical_js")
    fetched = subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", f"ical.js@{ICAL_JS}"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    if fetched.returncode != 0:
        pytest.skip("npm could not fetch ical.js")
    (folder / "read.mjs").write_text(READ_WITH_ICAL_JS, encoding="utf-8")
    return folder


@pytest.mark.large
def test_a_third_reading_by_ical_js_agrees(ical_js: Path) -> None:
    def third_reading(made: bytes) -> dict[str, Any]:
        done = subprocess.run(["node", "read.mjs"], cwd=ical_js, input=made, capture_output=True, check=True)
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    readings = [third_reading(written(invite, name="דוד, 🎉 O'Brien")) for invite in LIFE]

    assert readings[0] == {
        "method": "REQUEST",
        "uid": INVITE.uid,
        "sequence": 0,
        "summary": INVITE.summary,
        "location": INVITE.where,
        "description": INVITE.text,
        "start": "2027-03-02T13:00:00.000Z",
        "end": "2027-03-02T13:30:00.000Z",
        "stamp": "2027-03-01T08:00:00.000Z",
        "status": "CONFIRMED",
        "organizer": "mailto:talent@acme.example",
        "attendees": [["mailto:ada+jobs@example.com", "דוד, 🎉 O'Brien", "ACCEPTED"]],
    }
    assert [(each["method"], each["sequence"], each["status"]) for each in readings] == [
        ("REQUEST", 0, "CONFIRMED"),
        ("REQUEST", 1, "CONFIRMED"),
        ("CANCEL", 2, "CANCELLED"),
    ]
    assert {each["uid"] for each in readings} == {INVITE.uid}
