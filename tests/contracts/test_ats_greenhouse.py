"""Every web hook that Greenhouse documents is understood, whatever a stranger does to it on the way."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import astuple, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.ats.greenhouse import parse
from adapters.ats.reading import Malformed
from bot.domain.pipeline import Status
from bot.inbound import (
    ApplicationSeen,
    AtsPerson,
    AtsRecord,
    CandidateGone,
    CandidateSeen,
    Inbound,
    JobSeen,
    Noted,
)
from tests.contracts.ats_desk import open_desk

PAYLOADS = Path(__file__).parent.parent / "payloads" / "greenhouse"
ATS, ID = "greenhouse", "e-1"
ALICIA = AtsPerson("3128", "alicia.flopple.3128@example.com", "Alicia Flopple")
HECTOR = AtsRecord(
    application="265293",
    candidate="265788",
    name="Hector Porter",
    email="hector.porter.265788@example.com",
    origin="LinkedIn",
    job="371417",
    job_title="Designer",
    stage="Offer",
    stage_id="2708728",
    status=Status.ACTIVE,
    url="https://app.greenhouse.io/people/265788?application_id=265293",
    mail_ok=True,
)


def seen(kind: str, record: AtsRecord, at: datetime | None) -> Inbound:
    return ApplicationSeen(ATS, ID, kind, record, at)


def store_manager(kind: str) -> Inbound:
    title = "Assistant Store Manager, NYC"
    return JobSeen(
        ATS, ID, kind, "100445", title=title, open=True, recruiter=AtsPerson("2345"), manager=AtsPerson("1234")
    )


EXPECTED: Mapping[str, Inbound] = {
    "application_updated": seen(
        "application_updated",
        AtsRecord(
            application="22202940",
            candidate="13857579",
            name="Hank Von Diablo",
            email="",  # the documented address holds a space: no letter would arrive
            origin="Jobs page on your website",
            stage="Application Review",
            stage_id="711020",
            status=Status.ACTIVE,
            url="https://app.greenhouse.io/people/13857579?application_id=22202940",
            mail_ok=True,
        ),
        datetime(2015, 12, 3, 6, 31, 26, tzinfo=UTC),
    ),
    "candidate_anonymized": CandidateGone(ATS, ID, "candidate_anonymized", "37031511"),
    "candidate_stage_change": seen(
        "candidate_stage_change",
        AtsRecord(
            application="265277",
            candidate="265772",
            name="Giuseppe Hurley",
            email="giuseppe.hurley@example.com",
            origin="Agency",
            job="3485",
            job_title="Designer",
            stage="Assessment",
            stage_id="71416",
            status=Status.ACTIVE,
            url="https://app.greenhouse.io/people/265772?application_id=265277",
            mail_ok=True,
            recruiter=ALICIA,
            coordinator=ALICIA,
        ),
        datetime(2015, 2, 9, 16, 38, 36, tzinfo=UTC),
    ),
    "delete_application": CandidateGone(ATS, ID, "delete_application", "37031511", applications=("46194062",)),
    "delete_candidate": CandidateGone(ATS, ID, "delete_candidate", "37031511", applications=("46196263", "46196258")),
    "department_deleted": Noted(ATS, ID, "department_deleted", "department 106"),
    "hire_candidate": seen(
        "hire_candidate",
        AtsRecord(
            application="46194062",
            candidate="35897443",
            name="Johnny Smith",
            email="personal@example.com",
            origin="Monster",
            job="323753",
            job_title="Developer",
            status=Status.HIRED,
            url="https://app.greenhouse.io/people/35897443?application_id=46194062",
            mail_ok=True,
            recruiter=AtsPerson("55", "bob_johnson@localhost.com", "Bob Johnson"),
            coordinator=AtsPerson("56", "bob_johnson_approver1@localhost.com", "Robert J Approver"),
        ),
        None,
    ),
    "interview_deleted": Noted(ATS, ID, "interview_deleted", "interview 31087450"),
    "job_approved": store_manager("job_approved"),
    "job_created": JobSeen(
        ATS,
        ID,
        "job_created",
        "371417",
        title="Software Engineer",
        open=True,
        recruiter=AtsPerson("2345"),
        manager=AtsPerson("1234"),
    ),
    "job_deleted": JobSeen(ATS, ID, "job_deleted", "209256", title="Project Manager", open=False),
    "job_interview_stage_deleted": Noted(ATS, ID, "job_interview_stage_deleted", "job_interview_stage 430608"),
    "job_post_created": Noted(ATS, ID, "job_post_created", "job 1842002"),
    "job_post_deleted": Noted(ATS, ID, "job_post_deleted", "job 284999"),
    "job_post_updated": Noted(ATS, ID, "job_post_updated", "job 1842002"),
    "job_updated": store_manager("job_updated"),
    "merge_candidate": CandidateGone(ATS, ID, "merge_candidate", "37031511", merged_into="457456"),
    "new_candidate_application": seen(
        "new_candidate_application",
        AtsRecord(
            application="71980812",
            candidate="60304594",
            name="Jane Smith",
            email="person@example.com",  # the personal one, though the one at work comes first
            origin="LinkedIn (Prospecting)",
            job="274075",
            job_title="Data Scientist",
            stage="Preliminary Phone Screen",
            stage_id="2944102",
            status=Status.ACTIVE,
            url="http://app.greenhouse.io/people/60304594?application_id=71980812",
            mail_ok=True,
            recruiter=AtsPerson("92121", "employee@test.com", "Betty Smith"),
            coordinator=AtsPerson("92427", "user@example.com", "Bonnie Bonnet"),
            manager=AtsPerson("92913"),
        ),
        datetime(2017, 10, 27, 14, 44, 42, tzinfo=UTC),
    ),
    "new_prospect_application": seen(
        "new_prospect_application",
        AtsRecord(
            application="979554",
            candidate="968190",
            name="Trisha Troy",
            email="t.troy@example.com",
            origin="Referral",
            job="371417",
            job_title="Designer",
            status=Status.ACTIVE,
            url="https://app.greenhouse.io/people/968190?application_id=979554",
            mail_ok=True,
            recruiter=ALICIA,
        ),
        datetime(2014, 12, 2, 23, 10, 16, tzinfo=UTC),
    ),
    "offer_approved": Noted(ATS, ID, "offer_approved", "application 234556"),
    "offer_created": Noted(ATS, ID, "offer_created", "application 234556"),
    "offer_deleted": Noted(ATS, ID, "offer_deleted", "application 46194062"),
    "offer_updated": Noted(ATS, ID, "offer_updated", "application 234556"),
    "office_deleted": Noted(ATS, ID, "office_deleted", "office 16492"),
    "reject_candidate": seen(
        "reject_candidate",
        replace(HECTOR, status=Status.PASSED),
        datetime(2015, 2, 11, 15, 50, 41, tzinfo=UTC),
    ),
    "scorecard_deleted": Noted(ATS, ID, "scorecard_deleted", "scorecard 6036088"),
    "unhire_candidate": seen(
        "unhire_candidate",
        replace(HECTOR, stage="Application Review", stage_id="678901"),
        datetime(2015, 3, 18, 20, 28, 9, tzinfo=UTC),
    ),
    "unreject_candidate": seen("unreject_candidate", HECTOR, datetime(2015, 2, 11, 15, 50, 41, tzinfo=UTC)),
    "update_candidate": CandidateSeen(ATS, ID, "15696179", name="Ronald Ronnie", email="123456email@email.com"),
}


def payload(action: str) -> Any:
    return json.loads((PAYLOADS / f"webhook_{action}.json").read_bytes())


def with_candidate(**changes: object) -> AtsRecord:
    told = payload("candidate_stage_change")
    told["payload"]["application"]["candidate"].update(changes)
    return record_of(told)


def record_of(told: object) -> AtsRecord:
    found = parse(json.dumps(told).encode(), ID)
    assert isinstance(found, ApplicationSeen)
    return found.record


def test_every_documented_payload_has_an_expectation() -> None:
    files = {path.stem.removeprefix("webhook_") for path in PAYLOADS.glob("webhook_*.json")}

    assert files == set(EXPECTED)
    assert len(files) == 29


@pytest.mark.parametrize("action", sorted(EXPECTED))
async def test_a_documented_payload_reaches_the_core_over_http(action: str) -> None:
    body = (PAYLOADS / f"webhook_{action}.json").read_bytes()

    async with open_desk() as desk:
        status, _ = await desk.greenhouse(body)

    assert (status, desk.taken) == (200, [EXPECTED[action]])


async def test_escaped_unicode_is_signed_as_received_and_read_as_meant() -> None:
    told = payload("candidate_stage_change")
    told["payload"]["application"]["candidate"]["last_name"] = "Ñandú <b> 🦜"
    body = json.dumps(told).replace("<", "\\u003c").replace(">", "\\u003e").encode()
    assert b"\\u003c" in body
    assert b"\\u00d1" in body

    async with open_desk() as desk:
        status, _ = await desk.greenhouse(body)

    assert status == 200
    assert [inbound.record.name for inbound in desk.taken if isinstance(inbound, ApplicationSeen)] == [
        "Giuseppe Ñandú <b> 🦜"
    ]


def test_somebody_who_must_not_be_mailed_has_no_address() -> None:
    assert with_candidate(can_email=False).email == ""


@pytest.mark.parametrize(
    ("addresses", "chosen"),
    [
        ([("w@example.com", "work"), ("p@example.com", "personal")], "p@example.com"),
        ([("w@example.com", "work"), ("o@example.com", "other")], "o@example.com"),
        ([("w@example.com", "work")], "w@example.com"),
        ([("not an address", "personal"), ("w@example.com", "work")], "w@example.com"),
        ([("o'neil+jobs@example.co.uk", "personal")], "o'neil+jobs@example.co.uk"),
        ([(" p@example.com\n", "personal")], "p@example.com"),
        ([("p@example.com\r\nBcc: all@example.com", "personal")], ""),
        ([("p@example.com,q@example.com", "personal")], ""),
        ([("<p@example.com>", "personal")], ""),
        ([(None, "personal")], ""),
        ([], ""),
    ],
)
def test_the_best_address_that_a_letter_can_reach_is_taken(addresses: list[tuple[str, str]], chosen: str) -> None:
    listed = [{"value": value, "type": kind} for value, kind in addresses]

    assert with_candidate(email_addresses=listed).email == chosen


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("Ada", "Obi", "Ada Obi"),
        ("Ada", None, "Ada"),
        (None, "Obi", "Obi"),
        (None, None, ""),
        ("  Ada\n\tMaria ", "O'Neil", "Ada Maria O'Neil"),
        ("Ada\x00", "Obi\ud800", "Ada Obi"),
        ("\u202eAda", "Obi", "Ada Obi"),
        ("👩\u200d💻", "نور", "👩\u200d💻 نور"),
        ("x" * 5000, "", "x" * 200),
        (7, {"last": "Obi"}, ""),
    ],
)
def test_a_name_is_joined_and_clean(first: object, last: object, name: str) -> None:
    assert with_candidate(first_name=first, last_name=last).name == name


def test_a_rejection_by_the_candidate_is_a_withdrawal() -> None:
    told = payload("reject_candidate")
    told["payload"]["application"]["rejection_reason"]["type"] = {"id": 2, "name": "They rejected us"}

    assert record_of(told).status is Status.WITHDRAWN


def test_the_responsible_of_the_hiring_team_stands_in_for_a_missing_recruiter() -> None:
    told = payload("candidate_stage_change")
    application = told["payload"]["application"]
    application["candidate"].update(recruiter=None, coordinator=None)
    application["jobs"][0]["hiring_team"] = {
        "recruiters": [{"user_id": 13, "active": False, "responsible": True}, {"user_id": 14}, {"user_id": 15}],
        "coordinators": [{"user_id": 17, "responsible": False}, {"user_id": 18, "responsible": True}],
        "hiring_managers": [{"id": 11, "name": "Kaylee Prime"}],
    }

    record = record_of(told)

    assert (record.recruiter.id, record.coordinator.id) == ("14", "18")
    assert record.manager == AtsPerson("11", name="Kaylee Prime")


def test_a_prospect_for_several_jobs_names_none_of_them() -> None:
    told = payload("new_prospect_application")
    told["payload"]["application"]["jobs"] *= 2

    assert record_of(told).job == ""


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example", 5, None, "https://a b/<script>"])
def test_only_a_web_address_becomes_a_link(address: object) -> None:
    told = payload("candidate_stage_change")
    told["payload"]["application"]["url"] = address

    assert record_of(told).url == ""


@pytest.mark.parametrize("at", ["yesterday", "2015-02-09", "2015-02-09T16:38:36", "0001-01-01T00:00:00+14:00", 1, None])
def test_a_time_without_a_zone_or_sense_is_no_time(at: object) -> None:
    told = payload("candidate_stage_change")
    told["payload"]["application"]["last_activity_at"] = at
    found = parse(json.dumps(told).encode(), ID)

    assert isinstance(found, ApplicationSeen)
    assert found.at is None


@pytest.mark.parametrize("payload", [None, {}, [], "x", {"application": {"id": 9}}, {"application": []}])
def test_an_unknown_action_is_noted(payload: object) -> None:
    found = parse(json.dumps({"action": "candidate_teleported", "payload": payload}).encode(), ID)

    assert isinstance(found, Noted)
    assert found.kind == "candidate_teleported"


@pytest.mark.parametrize(
    ("action", "path"),
    [
        ("candidate_stage_change", "payload.application.id"),
        ("hire_candidate", "payload.application.id"),
        ("update_candidate", "payload.candidate.id"),
        ("delete_candidate", "payload.person.id"),
        ("merge_candidate", "payload.person.id"),
        ("candidate_anonymized", "payload.candidate_id"),
        ("delete_application", "payload.application.id"),
        ("job_updated", "payload.job.id"),
    ],
)
def test_a_payload_without_the_id_it_is_about_is_named(action: str, path: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse(json.dumps({"action": action, "payload": {"application": None}}).encode(), ID)

    assert caught.value.path == path


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.just([]),
    st.just({}),
    st.just([None, {"id": 1}]),
)


@given(action=st.sampled_from(sorted(EXPECTED)), data=st.data())
@settings(derandomize=True, deadline=None, max_examples=300)
def test_odd_values_anywhere_are_read_or_named(action: str, data: st.DataObject) -> None:
    told = payload(action)
    for place in data.draw(st.lists(st.sampled_from(places(told)), min_size=1, max_size=6)):
        replace_at(told, place, data.draw(ODD))

    judge(json.dumps(told).encode())


@pytest.mark.parametrize("action", sorted(EXPECTED))
def test_nulls_everywhere_are_read_or_named(action: str) -> None:
    for place in places(payload(action)):
        told = payload(action)
        replace_at(told, place, None)

        judge(json.dumps(told).encode())


@given(action=st.sampled_from(sorted(EXPECTED)), data=st.data())
@settings(derandomize=True, deadline=None, max_examples=200)
def test_a_cut_or_changed_body_is_read_or_named(action: str, data: st.DataObject) -> None:
    body = bytearray((PAYLOADS / f"webhook_{action}.json").read_bytes())
    at = data.draw(st.integers(0, len(body) - 1))
    body[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))

    judge(bytes(body))


def judge(body: bytes) -> None:
    """Nothing but an Inbound with text that every database takes, or a complaint, comes out."""
    try:
        found = parse(body, ID)
    except Malformed:
        return
    for said in texts(astuple(found)):
        assert len(said.encode()) <= 8_000  # encodes at all: no lone surrogate
        assert not {"\x00", "\n", "\r"} & set(said)


def texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    if isinstance(told, tuple):
        for one in told:
            yield from texts(one)


def places(node: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner: list[tuple[str | int, object]] = []
    if isinstance(node, dict):
        inner = list(node.items())
    if isinstance(node, list):
        inner = list(enumerate(node))
    return [found for key, value in inner for found in [(*path, key), *places(value, (*path, key))]]


def replace_at(node: Any, place: tuple[Any, ...], value: object) -> None:
    *way, last = place
    for key in way:
        try:
            node = node[key]
        except (KeyError, IndexError, TypeError):
            return  # an earlier replacement took this place away
    if isinstance(node, dict) or (isinstance(node, list) and isinstance(last, int) and last < len(node)):
        node[last] = value
