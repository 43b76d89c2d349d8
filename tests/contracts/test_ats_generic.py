"""Our own web hook format: what its reference promises is what happens, and every complaint says what would be right."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.ats.generic import SHAPE, TOP, parse
from adapters.ats.reading import Malformed
from bot.domain.pipeline import Status
from bot.inbound import ApplicationSeen, AtsPerson, AtsRecord, CandidateGone, CandidateSeen, Inbound, JobSeen
from tests.contracts.ats_desk import open_desk

REFERENCE = (Path(__file__).parent.parent.parent / "docs" / "ats-generic.md").read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"<!-- example: (\w+) -->\n```json\n(.*?)```", REFERENCE, re.DOTALL))
MOVE = json.loads(EXAMPLES["application"])

EXPECTED: Mapping[str, Inbound] = {
    "application": ApplicationSeen(
        "generic",
        "move-20260302-0017",
        "application",
        AtsRecord(
            application="A-4711",
            candidate="C-815",
            name="Siobhán O'Neil",
            email="siobhan.o'neil+jobs@example.com",
            zone="Europe/Dublin",
            origin="Referral",
            job="J-42",
            job_title="Field Engineer",
            stage="Recruiter screen",
            stage_id="S-2",
            status=Status.ACTIVE,
            url="https://ats.example.com/applications/4711",
            recruiter=AtsPerson("U-1", "dana@northwind.example", "Dana Whitfield"),
            coordinator=AtsPerson(email="sam@northwind.example"),
            manager=AtsPerson("U-9", "lee@northwind.example", "Lee Park"),
        ),
        datetime(2026, 3, 2, 14, 5, tzinfo=UTC),
    ),
    "candidate": CandidateSeen(
        "generic", "edit-20260303-0002", "C-815", "Siobhán O'Neil", "siobhan@example.com", "Europe/Lisbon"
    ),
    "candidate_gone": CandidateGone(
        "generic", "gone-20260304-0001", "candidate_gone", "C-815", applications=("A-4711",)
    ),
    "job": JobSeen(
        "generic",
        "job-20260301-0003",
        "job",
        "J-42",
        title="Senior Field Engineer",
        open=True,
        manager=AtsPerson("U-9"),
    ),
}


@pytest.mark.parametrize("event", sorted(EXPECTED))
async def test_an_example_of_the_reference_reaches_the_core_over_http(event: str) -> None:
    async with open_desk() as desk:
        status, _ = await desk.generic(EXAMPLES[event].encode())

    assert (status, desk.taken) == (200, [EXPECTED[event]])


async def test_a_ping_is_answered_and_changes_nothing() -> None:
    async with open_desk() as desk:
        status, _ = await desk.generic(EXAMPLES["ping"].encode())

    assert (status, desk.taken) == (200, [])


def test_the_reference_names_every_key() -> None:
    fields = {f"{path}.{name}" for path, names in SHAPE.items() if not path.startswith("people.") for name in names}

    assert [name for name in (*TOP, *fields) if f"`{name}`" not in REFERENCE and name not in SHAPE] == []


def test_a_bare_minimum_is_enough() -> None:
    told = {"event": "application", "id": 1, "application": {"id": 2}, "candidate": {"id": 3}, "job": {"id": 4}}

    assert parse(json.dumps(told).encode()) == ApplicationSeen(
        "generic", "1", "application", AtsRecord("2", candidate="3", job="4")
    )


def test_nothing_said_is_null_empty_or_missing() -> None:
    told = changed("candidate.email", None)
    told["candidate"] |= {"zone": "", "name": None}
    told |= {"at": None, "status": None, "people": None}

    found = parse(json.dumps(told).encode())

    assert isinstance(found, ApplicationSeen)
    assert (found.at, found.record.status, found.record.manager) == (None, None, AtsPerson())


@pytest.mark.parametrize(
    ("path", "value", "hint"),
    [
        ("event", "applicaton", '"application", "candidate", "candidate_gone", "job", "ping"'),
        ("event", ["application"], '"application"'),
        ("event", None, '"application"'),
        ("id", None, "id is needed"),
        ("id", True, "an id"),
        ("id", "x" * 201, "200"),
        ("at", "2 March", "2026-03-02T14:05:00Z"),
        ("at", "2026-03-02T14:05:00", "offset"),
        ("at", 1772460300, "offset"),
        ("status", "rejected", '"passed"'),
        ("status", ["active"], '"active"'),
        ("application", "A-4711", '"id", "url"'),
        ("application.id", "", "id is needed"),
        ("application.url", "javascript:alert(1)", "https://"),
        ("candidate.id", None, "id is needed"),
        ("candidate.id", 4.5, "a whole number"),
        ("candidate.name", {"first": "Ada"}, "a text"),
        ("candidate.email", "ada at example", "ada@example.com"),
        ("candidate.email", "a@example.com\r\nBcc: b@example.com", "ada@example.com"),
        ("candidate.zone", "GMT+25", "Europe/London"),
        ("candidate.zone", "../../etc/passwd", "Europe/London"),
        ("candidate.emial", "ada@example.com", 'did you mean "email"?'),
        ("job.id", [], "an id"),
        ("stage.name", 7, "a text"),
        ("stages", {}, 'did you mean "stage"?'),
        ("people", [], '"recruiter"'),
        ("people.recruiter", "Dana", '"email"'),
        ("people.recruiter.email", "dana", "ada@example.com"),
        ("people.interviewer", {}, "recruiter"),
    ],
)
async def test_what_does_not_fit_is_named_with_what_would_be_right(path: str, value: object, hint: str) -> None:
    async with open_desk() as desk:
        status, answer = await desk.generic(json.dumps(changed(path, value)).encode())

    told = json.loads(answer)
    assert (status, told["path"], desk.taken) == (400, path, [])
    assert hint in told["error"]


@pytest.mark.parametrize(
    ("told", "path"),
    [
        ({"event": "job", "id": 1, "job": {"id": 2, "open": "yes"}}, "job.open"),
        ({"event": "job", "id": 1}, "job.id"),
        ({"event": "candidate", "id": 1, "candidate": {}}, "candidate.id"),
        ({"event": "candidate_gone", "id": 1, "candidate": {"id": 2}, "applications": "A"}, "applications"),
        ({"event": "candidate_gone", "id": 1, "candidate": {"id": 2}, "applications": ["A", {}]}, "applications[1]"),
        ({"event": "candidate_gone", "id": 1, "candidate": {"id": 2}, "merged_into": {}}, "merged_into"),
        ({"event": "ping"}, "id"),
        ({}, "event"),
    ],
)
def test_what_another_event_needs_is_named(told: object, path: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse(json.dumps(told).encode())

    assert caught.value.path == path


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b"null", b"[" * 900_000, b'{"event":' * 100_000, b"\xff\xfe", b"9" * 9_000, b"a=b"],
    ids=["empty", "cut", "list", "text", "null", "deep list", "deep object", "not text", "endless number", "form"],
)
async def test_what_is_no_json_object_is_refused_plainly(body: bytes) -> None:
    async with open_desk() as desk:
        status, answer = await desk.generic(body)

    assert (status, desk.taken) == (400, [])
    assert "JSON" in json.loads(answer)["error"]


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just([]), st.just({}))
PATHS = ["event", "id", "at", "status", "applications", "merged_into", *SHAPE] + [
    f"{path}.{name}" for path, names in SHAPE.items() for name in names
]


@given(event=st.sampled_from(["application", "candidate", "candidate_gone", "job", "ping"]), data=st.data())
@settings(derandomize=True, deadline=None, max_examples=300)
def test_odd_values_anywhere_are_read_or_named(event: str, data: st.DataObject) -> None:
    told = MOVE | {"event": event}
    for path in data.draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=5)):
        told = changed(path, data.draw(LEAVES), told=told)

    try:
        parse(json.dumps(told).encode())
    except Malformed as malformed:
        named = malformed

        assert str(named)


def changed(path: str, value: object, *, told: object = MOVE) -> dict[str, Any]:
    name, _, rest = path.partition(".")
    whole = dict(told) if isinstance(told, dict) else {}
    return whole | {name: changed(rest, value, told=whole.get(name)) if rest else value}
