"""Tables into the record: every good row goes in, every other is named, and a second time changes nothing."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, table
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.imports import Report, import_file
from bot.csv_columns import Table
from bot.csv_rows import LARGEST, read
from bot.desk import Desk
from bot.domain.access import USHER
from bot.domain.interview_events import Cancelled
from bot.domain.interview_moves import advance
from bot.domain.people import Account, Platform, Role
from bot.domain.pipeline import Application, Candidate, NextAction, Opening, Status
from bot.domain.policy import Format, Kind, Organisation, Policy
from bot.domain.refusal import Refusal
from bot.domain.rows import CandidateRow, PersonRow, RowProblem
from bot.domain.time import Hours, WorkingHours
from bot.inbound import ApplicationSeen, AtsRecord
from bot.ports import Stale, Store, Work
from bot.reply import Nothing
from bot.router import Router
from bot.steps.begin import begin, start_of
from bot.usecases.staff import disable
from storage import tables
from tests.when import SettableClock

HERE = Path(__file__).parent.parent
REFERENCE = (HERE.parent / "docs" / "import.md").read_text(encoding="utf-8")
SAMPLES = dict(re.findall(r"<!-- example: (\w+) -->\n```csv\n(.*?)```", REFERENCE, re.DOTALL))
DATA = HERE / "data" / "imports"
SCREEN = Kind("screen", "Recruiter screen", timedelta(minutes=30), Format.PHONE, "We call you")
POLICY = Policy(
    Organisation("Northwind", "Europe/London", "interviews@northwind.example", "dana@northwind.example"),
    {"screen": SCREEN},
    {"recruiter screen": "screen"},
)
DANA = "name,mail,zone,ats user\nDana,dana@northwind.example,Europe/London,U-1\n"
BY_HAND = "name,mail,opening,stage\nAda Obi,ada@mail.example,Field Engineer,Phone call\n"
ROLE = "title,recruiter,ats,ats job,intake agreed\nField Engineer,dana@northwind.example,greenhouse,4711,yes\n"


class Importer:
    """Imports into one store, and looks up what came of it."""

    def __init__(self, store: Store, clock: SettableClock, *, policy: Policy = POLICY) -> None:
        self.store, self.clock, self.policy = store, clock, policy

    async def __call__(self, table: str | bytes) -> Report:
        data = table.encode() if isinstance(table, str) else table
        return await import_file(
            data, store=self.store, clock=self.clock, policy=self.policy, apis=frozenset({"sandbox"})
        )

    async def all(self, *parts: str) -> list[Report]:
        return [await self(part) for part in parts]

    async def told(self, stage: str = "Recruiter screen", *, at: datetime | None = None, job: str = "4711") -> None:
        """The ATS tells that Ada is in a stage."""
        record = AtsRecord("90001", "80001", "Ada Obi", "ada@mail.example", job=job, stage=stage)
        seen = ApplicationSeen("greenhouse", f"{stage} {at}", "candidate_stage_change", record, at)
        assert await Router(self.store, self.clock, self.policy).handle(seen) == Nothing()

    async def opening(self, title: str) -> Opening:
        async with self.store() as work:
            (found,) = await work.openings.by_title(title)
        return found

    async def applications(self, mail: str) -> tuple[Candidate, dict[str, Application]]:
        async with self.store() as work:
            candidate = await work.candidates.by_email(mail, viewer=USHER)
            assert candidate is not None
            theirs = await work.applications.of(candidate.id, viewer=USHER)
            titles = [await work.openings.get(each.opening) for each in theirs]
        return candidate, {title.title: each for title, each in zip(titles, theirs, strict=True) if title}

    async def application(self, mail: str, title: str = "Field Engineer") -> Application:
        return (await self.applications(mail))[1][title]

    async def begin(self) -> None:
        """A recruiter starts Ada's interview."""
        application = await self.application("ada@mail.example")
        async with self.store() as work:
            start = await start_of(application, kind=SCREEN, pools={}, work=work)
            assert start is not None
            await begin(start, by=USHER, work=work, desk=Desk(self.policy, self.clock()))

    async def live(self) -> int:
        """How many of Ada's interviews for Field Engineer are under way."""
        application = await self.application("ada@mail.example")
        async with self.store() as work:
            return len(await work.interviews.live(application.id))

    async def cancel(self) -> None:
        application = await self.application("ada@mail.example")
        async with self.store() as work:
            for interview in await work.interviews.live(application.id):
                await work.interviews.save(advance(interview, Cancelled("on hold")))


@pytest.fixture
def importer(store: Store, clock: SettableClock) -> Importer:
    return Importer(store, clock)


def counts(report: Report) -> tuple[int, int, int]:
    return report.added, report.changed, report.unchanged


def only(report: Report) -> RowProblem:
    (problem,) = report.problems
    return problem


# --- what a table says


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_separator_is_understood(separator: str) -> None:
    sheet = read(separator.join(("name", "mail", "zone")).encode() + b"\n" + f"Ada{separator}a@x.example".encode())

    assert sheet.rows == (PersonRow(2, "Ada", "a@x.example"),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_name_is_read_as_it_was_saved(encoding: str) -> None:
    sheet = read("name,mail\nJürgen Müller,j@x.example\n".encode(encoding))

    assert sheet.rows == (PersonRow(2, "Jürgen Müller", "j@x.example"),)
    assert sheet.encoding == encoding.removesuffix("-sig")


def test_a_file_of_windows_with_its_separator_in_the_first_line_is_read() -> None:
    sheet = read((DATA / "from-excel-on-windows.csv").read_bytes())

    assert (sheet.table, sheet.encoding, sheet.problems) == (Table.CANDIDATES, "cp1252", ())
    assert sheet.rows == (
        CandidateRow(3, "Zoë Brontë", "zoë@mail.example", "Außendienst", status=Status.PASSED),
        CandidateRow(4, "Ann “Nan” Lee", "nan@mail.example", "Außendienst", next_action='Say "hello"; then call'),
    )


def test_everything_wrong_with_a_file_is_named_with_line_column_and_reason() -> None:
    sheet = read((DATA / "all-kinds-of-wrong.csv").read_bytes())

    assert [row.line for row in sheet.rows] == [2, 20]
    expected = (DATA / "all-kinds-of-wrong.txt").read_text(encoding="utf-8").splitlines()
    assert [f"{each.line} | {each.column} | {each.reason}" for each in sheet.problems] == expected


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("Mon-Fri 09:00-17:00", dict.fromkeys(range(5), Hours(time(9), time(17)))),
        ("Mo – Mi 8:30–12.00", dict.fromkeys(range(3), Hours(time(8, 30), time(12)))),
        ("Sun-Tue 22:00-06:00", dict.fromkeys((6, 0, 1), Hours(time(22), time(6)))),
        ("Sa, Sonntag 10:00-24:00", dict.fromkeys((5, 6), Hours(time(10), time(0)))),
        ("mon 09:00-10:00;  FRI 11:00-12:00;", {0: Hours(time(9), time(10)), 4: Hours(time(11), time(12))}),
    ],
)
def test_working_hours_are_read(written: str, days: dict[int, Hours]) -> None:
    (row,) = read(f'name,mail,working hours\nAda,a@x.example,"{written}"\n'.encode()).rows

    assert isinstance(row, PersonRow)
    assert row.working_hours == WorkingHours(days)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (" , ", "must name the columns"),
        ('"never closed', "no header row"),
        ("Ada,ada@x.example", "must name the columns"),
        ("name,zone,roles", "the column “mail” is missing"),
        ("name,mail,stage,status,due", "the column “opening” is missing"),
        ("name,mail,rolls", "no column “rolls” (did you mean “roles”?)"),
        ("name,mail,e-mail", "“mail” stands there twice"),
        ("name,,mail", "column 2 has no name"),
        ("title,recruter,mail manager", "did you mean “recruiter”?"),
        ("n\0a\0m\0e\0,\0mail", "NUL bytes"),
    ],
)
def test_a_header_that_is_no_table_is_refused_with_what_would_be_right(header: str, said: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(f"{header}\n1,2,3\n".encode())

    assert said in str(refusal.value)


@pytest.mark.parametrize("data", [b"", b"\n\r\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused_with_the_columns_it_may_have(data: bytes) -> None:
    with pytest.raises(Refusal, match=r"no header row.* people: name, mail"):
        read(data)


@pytest.mark.parametrize("data", [b"\x81\x8d\x8f\x90\x9d", b"\xff\xfeA", b"x" * (LARGEST + 1)])
def test_a_file_that_is_no_text_or_too_large_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal, match="The file is"):
        read(data)


def test_a_cell_beyond_what_csv_takes_leaves_out_its_row_and_no_other() -> None:
    sheet = read(f"name,mail\n{'x' * 140_000},a@x.example\nBob,b@x.example\n".encode())

    assert [(each.line, each.reason[:20]) for each in sheet.problems] == [(2, "a cell has more than")]
    assert sheet.rows == (PersonRow(3, "Bob", "b@x.example"),)


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: f"name,mail,zone\n{text}".encode()))
def test_whatever_a_file_holds_it_is_read_or_refused(data: bytes) -> None:
    try:
        sheet = read(data)
    except Refusal:
        return

    assert all(problem.reason for problem in sheet.problems)


# --- into the record


async def test_the_samples_of_the_reference_go_in_as_it_says(importer: Importer) -> None:
    reports = await importer.all(SAMPLES["people"], SAMPLES["openings"], SAMPLES["candidates"])

    assert [counts(report) for report in reports] == [(3, 0, 0), (2, 0, 0), (3, 0, 0)]
    assert [report.problems for report in reports] == [(), (), ()]
    async with importer.store() as work:
        dana = await work.people.by_account(Account(Platform.SLACK, "T024BE7LD", "U061F7AUR"))
        lee = await work.people.by_ats_user("U-9")
        field = await work.openings.by_ats_job("greenhouse", "4711")
        told = await work.applications.by_ats("greenhouse", "90001", viewer=USHER)
    assert dana is not None
    assert lee is not None
    assert field is not None
    assert told is not None
    assert dana.roles == {Role.RECRUITER, Role.COORDINATOR}
    assert lee.hours.days[4] == Hours(time(8), time(13))
    assert (field.hiring_manager, field.recruiter, field.intake_agreed) == (lee.id, dana.id, True)
    assert (await importer.opening("Data Analyst")).hiring_manager == lee.id
    monday_noon_plus = datetime(2027, 3, 2, 17, tzinfo=UTC)
    assert told.next == NextAction("Review the application", dana.id, monday_noon_plus)
    assert (told.stage, told.status) == ("Recruiter screen", Status.ACTIVE)
    grace = await importer.application("grace+jobs@mail.example", "Data Analyst")
    assert grace.next == NextAction("Ask for a portfolio", dana.id, datetime(2027, 3, 5, 14, tzinfo=UTC))
    ada, theirs = await importer.applications("ada.obi@mail.example")
    assert (ada.name, ada.zone, ada.source) == ("Ada Obi", "Africa/Lagos", "Referral")
    assert (theirs["Data Analyst"].status, theirs["Data Analyst"].next) == (Status.PASSED, None)


async def test_a_second_time_changes_nothing_and_leaves_no_trace(importer: Importer, engine: AsyncEngine) -> None:
    parts = (SAMPLES["people"], SAMPLES["openings"], SAMPLES["candidates"])
    await importer.all(*parts)
    before = await _rows(engine)
    importer.clock.forward(timedelta(days=3))

    reports = await importer.all(*parts)

    assert [counts(report) for report in reports] == [(0, 0, 3), (0, 0, 2), (0, 0, 3)]
    assert not any(report.problems for report in reports)
    assert await _rows(engine) == before


async def test_a_filled_cell_changes_the_record_and_an_empty_one_leaves_it(importer: Importer) -> None:
    await importer.all(SAMPLES["people"], SAMPLES["openings"], SAMPLES["candidates"])

    reports = await importer.all(
        "name,mail,title,zone\nDana W.,DANA@northwind.example,Lead recruiter,\n",
        "title,ats,ats job,category\nField Engineer II,greenhouse,4711,\n",
        "name,mail,opening,client,stage,owner,due\n"
        "Grace Ng,grace+jobs@mail.example,data analyst,CONTOSO,Case,U-9,2027-03-09\n",
    )

    assert [counts(report) for report in reports] == [(0, 1, 0)] * 3
    async with importer.store() as work:
        dana = await work.people.by_email("dana@northwind.example")
        lee = await work.people.by_email("lee@northwind.example")
    assert dana is not None
    assert lee is not None
    assert (dana.name, dana.title, dana.zone) == ("Dana W.", "Lead recruiter", "Europe/London")
    assert (await importer.opening("Field Engineer II")).category == "Engineering"
    grace = await importer.application("grace+jobs@mail.example", "Data Analyst")
    in_new_york = datetime(2027, 3, 9, 22, tzinfo=UTC)
    assert (grace.stage, grace.status) == ("Case", Status.ON_HOLD)
    assert grace.next == NextAction("Ask for a portfolio", lee.id, in_new_york)


async def test_every_change_leaves_its_audit_row_and_no_contents(importer: Importer, engine: AsyncEngine) -> None:
    await importer.all(DANA, ROLE, "name,mail,opening\nAda Obi,ada@mail.example,Field Engineer\n")
    await importer("name,mail,opening,stage\nAda O.,ada@mail.example,Field Engineer,CV review\n")

    async with engine.connect() as connection:
        what = (await connection.execute(select(tables.audit.c.what))).scalars().all()
        by = {tuple(row) for row in await connection.execute(select(tables.audit.c.who, tables.audit.c.who_id))}
        details = str((await connection.execute(select(tables.audit_details.c.detail))).scalars().all())
        history = (await connection.execute(select(tables.stage_history.c.stage))).scalars().all()
    assert sorted(what) == [
        "application.added",
        "application.changed",
        "candidate.added",
        "candidate.changed",
        "opening.added",
        "person.added",
    ]
    assert by == {("usher", "import")}
    assert "name" in details
    assert "Ada" not in details
    assert sorted(history) == ["", "CV review"]


@pytest.mark.parametrize(
    ("written", "line", "column", "said"),
    [
        ("name,mail,ats user\nEve,eve@x.example,U-1", 2, "ats user", "dana@northwind.example already"),
        ("title,recruiter\nChef,nobody@x.example", 2, "recruiter", "Import the people first"),
        ("title,recruiter\nChef,U-77", 2, "recruiter", "nobody I know"),
        ("title,hiring manager\nChef,gone@x.example", 2, "hiring manager", "disabled"),
        ("name,mail\nGone,gone@x.example", 2, "mail", "brings them back"),
        ("title,ats,ats job\nTwice,greenhouse,9", 2, "ats job", "cannot be linked"),
        ("name,mail,opening\nAda,a@x.example,Pilot", 2, "opening", "import the openings first"),
        ("name,mail,opening\nAda,a@x.example,Twice", 2, "opening", "Add “client”"),
        ("name,mail,opening,client\nAda,a@x.example,Twice,Nobody", 2, "opening", "for “Nobody”"),
        ("name,mail,opening,owner\nAda,a@x.example,Field Engineer,U-5", 2, "owner", "nobody I know"),
    ],
)
async def test_a_row_at_odds_with_the_record_is_named_and_left_out(
    importer: Importer, engine: AsyncEngine, written: str, line: int, column: str, said: str
) -> None:
    await importer.all(DANA, "name,mail\nGone,gone@x.example\n", ROLE, "title,client\nTwice,A\nTwice,\n")
    async with importer.store() as work:
        await disable("gone@x.example", work=work, desk=Desk(POLICY, importer.clock()))
    before = await _rows(engine)

    problem = only(await importer(written))

    assert (problem.line, problem.column) == (line, column)
    assert said in problem.reason
    assert await _rows(engine) == before


async def test_a_slack_account_of_somebody_else_stays_theirs(importer: Importer) -> None:
    await importer("name,mail,slack\nDana,dana@x.example,T01AB/U01AB\n")

    problem = only(await importer("name,mail,slack\nEve,eve@x.example,t01ab/u01ab\nFay,fay@x.example,T01AB/U02AB\n"))

    assert (problem.line, problem.column) == (2, "slack")
    async with importer.store() as work:
        speaker = await work.people.by_account(Account(Platform.SLACK, "T01AB", "U01AB"))
        assert await work.people.by_email("eve@x.example") is None
        assert await work.people.by_email("fay@x.example") is not None
    assert speaker is not None
    assert speaker.email == "dana@x.example"


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ("Ada Obi,ada@mail.example,4711,greenhouse,90001,80002", "ats candidate", "cannot be linked"),
        ("Ada Obi,new@mail.example,4711,greenhouse,90001,80002", "ats application", "somebody else's"),
        ("Ada Obi,ada@mail.example,4712,greenhouse,90001,80001", "opening", "Move it in the ATS"),
        ("Ada Obi,bob@mail.example,4711,greenhouse,90001,80001", "mail", "another candidate has this address"),
    ],
)
async def test_ids_of_the_ats_that_do_not_go_together_are_named(
    importer: Importer, cells: str, column: str, said: str
) -> None:
    await importer.all(DANA, ROLE, "title,ats,ats job\nOther,greenhouse,4712\n")
    head = "name,mail,opening,ats,ats application,ats candidate\n"
    await importer(
        f"{head}Ada Obi,ada@mail.example,4711,greenhouse,90001,80001\nBob,bob@mail.example,4711,greenhouse,,\n"
    )

    problem = only(await importer(f"{head}{cells}\n"))

    assert (problem.column, said in problem.reason) == (column, True)


async def test_without_anybody_to_own_it_an_application_stays_out(importer: Importer) -> None:
    await importer("title\nField Engineer\n")

    problem = only(await importer("name,mail,opening\nAda,ada@mail.example,Field Engineer\n"))

    assert problem.column == "owner"


async def test_a_review_falls_due_on_the_owners_next_working_day(store: Store, clock: SettableClock) -> None:
    holiday = replace(POLICY, organisation=replace(POLICY.organisation, holidays=frozenset({date(2027, 3, 2)})))
    importer = Importer(store, clock, policy=holiday)
    people = (
        "name,mail,zone,working hours\nDana,dana@northwind.example,America/New_York,Tue 09:00-17:00; Thu 09:00-17:00\n"
    )

    await importer.all(people, ROLE, "name,mail,opening\nAda,ada@mail.example,Field Engineer\n")

    action = (await importer.application("ada@mail.example")).next
    assert action is not None
    assert action.due == datetime(2027, 3, 4, 22, tzinfo=UTC)


async def test_closing_takes_the_next_action_away_and_opening_again_brings_one(importer: Importer) -> None:
    await importer.all(DANA, ROLE, "name,mail,opening\nAda,ada@mail.example,Field Engineer\n")
    head = "name,mail,opening,status,owner\n"

    await importer(f"{head}Ada,ada@mail.example,Field Engineer,withdrawn,U-1\n")
    closed = await importer.application("ada@mail.example")
    await importer(f"{head}Ada,ada@mail.example,Field Engineer,aktiv,\n")
    reopened = await importer.application("ada@mail.example")

    assert (closed.status, closed.next) == (Status.WITHDRAWN, None)
    assert reopened.next is not None


# --- beside the flow


async def test_a_stage_in_a_table_starts_no_interview_and_the_ats_telling_the_same_does_not_either(
    importer: Importer,
) -> None:
    head = "name,mail,opening,stage,ats,ats application,ats candidate\n"
    await importer.all(DANA, ROLE)

    report = await importer(f"{head}Ada Obi,ada@mail.example,4711,Recruiter screen,greenhouse,90001,80001\n")
    await importer.told("Recruiter screen")

    assert report.resumed == 0
    assert await importer.live() == 0


@pytest.mark.parametrize(
    "mending",
    [
        "title,ats,ats job,recruiter,intake agreed\nField Engineer,greenhouse,4711,U-1,yes\n",
        "title,ats,ats job,recruiter,intake agreed\nField Engineer,greenhouse,4711,dana@northwind.example,ja\n",
    ],
)
async def test_a_trigger_that_waits_for_the_opening_goes_on_when_an_import_mends_it(
    importer: Importer, mending: str
) -> None:
    await importer.all(DANA, "title,ats,ats job\nField Engineer,greenhouse,4711\n")
    await importer.told()
    assert await importer.live() == 0

    report = await importer(mending)
    again = await importer(mending)

    assert (report.changed, report.resumed) == (1, 1)
    assert (again.unchanged, again.resumed) == (1, 0)
    assert await importer.live() == 1


async def test_a_trigger_that_waits_for_an_address_goes_on_when_an_import_brings_it(importer: Importer) -> None:
    await importer.all(DANA, ROLE)
    record = AtsRecord("90001", "80001", "Ada Obi", job="4711", stage="Recruiter screen")
    await Router(importer.store, importer.clock, POLICY).handle(ApplicationSeen("greenhouse", "d", "moved", record))

    report = await importer(
        "name,mail,opening,ats,ats application,ats candidate\nAda Obi,ada@mail.example,4711,greenhouse,90001,80001\n"
    )

    assert (report.changed, report.resumed) == (1, 1)


async def test_a_table_that_closes_a_waiting_application_lets_its_trigger_go(importer: Importer) -> None:
    await importer.all(DANA, "title\nField Engineer\n", BY_HAND)
    await importer.begin()

    await importer("name,mail,opening,status\nAda Obi,ada@mail.example,Field Engineer,withdrawn\n")
    report = await importer("title,recruiter,intake agreed\nField Engineer,U-1,yes\n")

    assert (report.changed, report.resumed) == (1, 0)
    assert await importer.live() == 0


async def test_what_an_ats_is_in_charge_of_is_not_overruled(importer: Importer) -> None:
    await importer.all(DANA, ROLE)
    await importer.told("Hired soon")

    problem = only(await importer("name,mail,opening,stage\nAda Obi,ada@mail.example,Field Engineer,CV review\n"))

    assert problem.column == "stage"
    assert "Hired soon" in problem.reason


@pytest.mark.parametrize(("column", "cell"), [("stage", "Offer"), ("status", "passed"), ("next action", "Call her")])
async def test_an_interview_under_way_is_not_overruled(importer: Importer, column: str, cell: str) -> None:
    await importer.all(DANA, "title,recruiter,intake agreed\nField Engineer,U-1,yes\n", BY_HAND)
    await importer.begin()
    before = await importer.application("ada@mail.example")
    table = f"name,mail,opening,{column}\nAda Obi,ada@mail.example,Field Engineer,{cell}\n"

    refused = only(await importer(table))
    unmoved = await importer.application("ada@mail.example")
    await importer.cancel()
    report = await importer(table)

    assert (refused.column, "under way" in refused.reason) == (column, True)
    assert unmoved == before
    assert (report.changed, report.problems) == (1, ())


# --- while others work


async def test_a_lost_race_is_run_again(importer: Importer) -> None:
    importer.store = Contested(importer.store, losses=2)

    report = await importer(DANA)

    assert (counts(report), report.problems) == ((1, 0, 0), ())


async def test_a_row_that_always_loses_is_named_and_the_others_go_in(importer: Importer) -> None:
    await importer(DANA)
    importer.store = Contested(importer.store, person="bob@x.example")

    report = await importer("name,mail\n" + "".join(f"{name},{name}@x.example\n" for name in ("amy", "bob", "cat")))

    assert counts(report) == (2, 0, 0)
    assert (only(report).line, "Import the file again" in only(report).reason) == (3, True)


async def test_progress_is_told_and_ends_at_all_rows(store: Store, clock: SettableClock) -> None:
    steps: list[tuple[int, int]] = []
    table = "name,mail\n" + "".join(f"P,p{number}@x.example\n" for number in range(30))

    await import_file(
        table.encode(),
        store=store,
        clock=clock,
        policy=POLICY,
        apis=frozenset(),
        progress=lambda done, whole: steps.append((done, whole)),
    )

    assert steps == sorted(steps)
    assert steps[-1] == (30, 30)
    assert len(steps) > 1


@pytest.mark.large
async def test_five_thousand_rows_go_in_while_others_are_served(importer: Importer, engine: AsyncEngine) -> None:
    head = "name,mail,opening,stage,ats,ats application,ats candidate\n"
    rows = (f"C{n},c{n}@x.example,4711,CV review,greenhouse,a{n},c{n}\n" for n in range(5000))
    served: list[int] = []
    await importer.all(DANA, ROLE)

    async def look(done: int) -> None:
        async with importer.store() as work:
            assert await work.people.by_email("dana@northwind.example") is not None
        served.append(done)

    report = await _beside(importer, head + "".join(rows), look)

    assert (counts(report), report.problems) == ((5000, 0, 0), ())
    assert len(served) > 50
    assert (await _rows(engine))["applications"] == 5000


# --- what the tests look at


@dataclass
class Contested:
    """A store in which somebody else is faster: `losses` times, or always when a certain person is written."""

    store: Store
    losses: int = 0
    person: str = ""

    def __call__(self) -> Work:
        return ContestedWork(self)


class ContestedWork:
    """A real unit of work that ends as one does that lost its race."""

    def __init__(self, contest: Contested) -> None:
        self.contest, self.work = contest, contest.store()

    async def __aenter__(self) -> Work:
        return await self.work.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        person = self.contest.person
        lost = self.contest.losses > 0 or (person and await self.work.people.by_email(person))
        self.contest.losses -= 1
        if lost:
            await self.work.__aexit__(Stale, Stale("somebody else was faster"), None)
            raise Stale("somebody else was faster")
        await self.work.__aexit__(kind, error, trace)


async def _beside(importer: Importer, table: str, look: Callable[[int], Awaitable[None]]) -> Report:
    """Import while somebody looks at the record after each transaction."""
    steps: asyncio.Queue[tuple[int, int]] = asyncio.Queue()
    importing = asyncio.create_task(
        import_file(
            table.encode(),
            store=importer.store,
            clock=importer.clock,
            policy=POLICY,
            apis=frozenset(),
            progress=lambda done, whole: steps.put_nowait((done, whole)),
        )
    )
    done, whole = 0, 1
    while done < whole:
        done, whole = await steps.get()
        await look(done)
    return await importing


COUNTED = (
    "parties",
    "people",
    "accounts",
    "openings",
    "candidates",
    "applications",
    "stage_history",
    "audit",
    "outbox",
)


async def _rows(engine: AsyncEngine) -> dict[str, int]:
    """How many rows each table has that an import writes to."""
    async with engine.connect() as connection:
        return {
            name: (await connection.execute(select(func.count()).select_from(table(name)))).scalar_one()
            for name in COUNTED
        }
