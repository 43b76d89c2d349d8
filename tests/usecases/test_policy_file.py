"""A policy file either reads, or every mistake in it is named with its key and what would be right."""

import re
from dataclasses import MISSING, fields
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.people import Role
from bot.domain.policy import (
    Changes,
    Feedback,
    Format,
    IntakeGate,
    Kind,
    Offer,
    Organisation,
    Policy,
    Pool,
    Quiet,
    SeatRule,
    Shadow,
    Stale,
    Variant,
    Wording,
)
from bot.domain.scorecard import USUAL, Asks, Item
from bot.domain.time import Hours, WorkingHours
from bot.policy_file import CHANGES, FEEDBACK, OFFER, ORGANISATION, STALE, TOP, PolicyError, read_policy
from bot.policy_kinds import KIND, POOL, SEAT, VARIANT
from bot.policy_scorecards import ITEM
from bot.policy_values import spelled

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = (ROOT / "hiring.toml").read_text(encoding="utf-8")
DEMO = ROOT / "adapters" / "sandbox" / "northwind.toml"
SMALLEST = (ROOT / "tests" / "data" / "policies" / "smallest.toml").read_text(encoding="utf-8")
ALL_WRONG = (ROOT / "tests" / "data" / "policies" / "everything_wrong.toml").read_text(encoding="utf-8")


def problems(text: str) -> dict[str, str]:
    """What is said of each path."""
    with pytest.raises(PolicyError) as caught:
        read_policy(text)
    return {problem.path: str(problem) for problem in caught.value.problems}


def changed(old: str, new: str) -> str:
    """The example policy with the line that starts so, and its comment, replaced."""
    text, times = re.subn(rf"^{re.escape(old)}.*$", lambda _: new, EXAMPLE, count=1, flags=re.MULTILINE)
    assert times == 1
    return text


def test_the_committed_example_reads_and_says_what_it_says() -> None:
    policy = read_policy(EXAMPLE)

    kind = policy.kinds["recruiter_screen"]
    assert (policy.organisation.name, policy.organisation.zone) == ("Northwind", "Europe/London")
    assert (kind.duration, kind.format, kind.interviewer) == (timedelta(minutes=30), Format.VIDEO, Role.RECRUITER)
    assert (kind.before, kind.after, kind.daily_load) == (timedelta(minutes=10), timedelta(minutes=10), 4)
    assert kind.window is not None
    assert kind.window.days[0] == kind.window.days[3] == Hours(time(9, 30), time(17))
    assert kind.window.days[4] == Hours(time(9, 30), time(15))
    assert sorted(kind.window.days) == [0, 1, 2, 3, 4]
    assert date(2026, 12, 25) in policy.organisation.holidays


def test_the_example_is_the_policy_of_the_demo() -> None:
    assert DEMO.read_text(encoding="utf-8") == EXAMPLE, "copy hiring.toml to adapters/sandbox/northwind.toml"


def test_the_panel_of_the_example_draws_on_its_pools() -> None:
    policy = read_policy(EXAMPLE)

    kind = policy.kind_for("Team panel")
    assert kind is not None
    assert kind.asks
    assert [(seat.who, seat.part) for seat in kind.seats] == [("technical", "technical"), ("culture", "culture")]
    assert policy.pools["technical"] == Pool("technical", (), frozenset({"technical"}))
    assert policy.pools["culture"].people == ("olu.bello@northwind.example", "ines.duarte@northwind.example")


def test_what_the_example_only_mentions_reads_once_its_marks_are_taken_away() -> None:
    kind = read_policy(re.sub("^#: ", "", EXAMPLE, flags=re.MULTILINE)).kinds["team_panel"]

    assert [(seat.who, seat.part, seat.optional, seat.shadow) for seat in kind.seats[2:]] == [
        ("hiring_manager", "manager", True, None),
        ("technical", "trainee", False, Shadow.WATCHES),
    ]
    assert kind.for_category("Leadership").duration == timedelta(minutes=90)


@pytest.mark.parametrize(
    "stage", ["Preliminary Phone Screen", "RECRUITER SCREEN", " recruiter screen ", "assessment", "Assessment"]
)
def test_the_example_starts_the_recruiter_screen_from_the_stages_it_names(stage: str) -> None:
    kind = read_policy(EXAMPLE).kind_for(stage)

    assert kind is not None
    assert kind.key == "recruiter_screen"


def test_the_example_starts_nothing_from_another_stage() -> None:
    assert read_policy(EXAMPLE).kind_for("Application Review", "711020") is None


def test_the_example_speaks_without_joy_guilt_or_law() -> None:
    wording = read_policy(EXAMPLE).kinds["recruiter_screen"].wording
    said = f"{wording.invitation} {wording.expect} {wording.prepare}"

    assert [
        word for word in ("!", "unfortunately", "must", "failure", "liable", "hereby") if word in said.lower()
    ] == []


def test_the_values_that_the_example_shows_are_the_defaults() -> None:
    shown, left_out = read_policy(EXAMPLE), read_policy(SMALLEST)

    kind, plain = shown.kinds["recruiter_screen"], left_out.kinds["screen"]
    assert (shown.offer, shown.changes, shown.quiet) == (left_out.offer, left_out.changes, left_out.quiet)
    assert (shown.feedback, shown.stale) == (left_out.feedback, left_out.stale)
    assert (shown.reminder, shown.no_slots_after) == (left_out.reminder, left_out.no_slots_after)
    assert (kind.interviewer, kind.notice, kind.horizon, kind.step) == (
        plain.interviewer,
        plain.notice,
        plain.horizon,
        plain.step,
    )
    for name in ("calendar", "locale", "brand"):
        assert getattr(shown.organisation, name) == getattr(left_out.organisation, name)


def test_an_almost_empty_file_has_all_defaults() -> None:
    assert read_policy(SMALLEST) == Policy(
        organisation=Organisation(
            "Northwind", "Europe/London", "interviews@northwind.example", "dana@northwind.example"
        ),
        kinds={
            "screen": Kind(
                "screen",
                "Phone screen",
                timedelta(minutes=30),
                Format.PHONE,
                "We call you on the number you gave us.",
            )
        },
        stages={"phone screen": "screen"},
    )


@pytest.mark.parametrize(
    ("into", "keys"),
    [
        (Policy, TOP),
        (Organisation, ORGANISATION),
        (Kind, {"key", *KIND}),
        (Offer, OFFER),
        (Changes, CHANGES),
        (Quiet, {"opens", "closes"}),
        (Feedback, FEEDBACK),
        (Stale, STALE),
        (IntakeGate, {"required"}),
        (Wording, {"invitation", "expect", "prepare"}),
        (SeatRule, set(SEAT)),
        (Item, set(ITEM)),
        (Pool, {"key", *POOL}),
        (Variant, set(VARIANT)),
    ],
)
def test_every_field_of_the_policy_has_its_key(into: type, keys: set[str]) -> None:
    assert {one.name for one in fields(into)} == set(keys)


SCREEN = "kinds.recruiter_screen"


@pytest.mark.parametrize(
    ("old", "new", "path", "hint"),
    [
        ("reminder", "reminder = 24", "reminder", 'is the number 24. Right would be a duration such as "30m"'),
        ("reminder", "remindr = '24h'", "remindr", 'is not a known key. Right would be "reminder"'),
        ("reminder", "reminder = '30d'", "reminder", 'from "1h" to "7d"'),
        ("started", "started = '2h'", "started", 'from "5m" to "1h"'),
        ("no_slots_after", "no_slots_after = '10 days'", "no_slots_after", 'is "10 days"'),
        ("no_slots_after", "no_slots_after = '3d'", "no_slots_after", "no option may start within 3d"),
        ("[organisation]", "[organization]", "organization", 'Right would be "organisation"'),
        ("[organisation]", "[organization]", "organisation", "is missing"),
        ("name", "name = ''", "organisation.name", 'such as "Northwind"'),
        ("name", "", "organisation.name", "is missing"),
        ("name", "name = 7", "organisation.name", "is the number 7"),
        ("name", f"name = '{'x' * 81}'", "organisation.name", "at most 80 characters"),
        ("name", 'name = "North\\u0000wind"', "organisation.name", "a text"),
        ("zone", "zone = 'GMT+1'", "organisation.zone", 'an IANA time zone such as "Europe/London"'),
        ("zone", "zone = '../../etc/localtime'", "organisation.zone", "an IANA time zone"),
        ("zone", "zone = ['Europe/London']", "organisation.zone", "is a list"),
        ("organizer", "organizer = 'Interviews'", "organisation.organizer", 'an e-mail address such as "dana@'),
        ("recruiter", "recruiter = 'dana@localhost'", "organisation.recruiter", "an e-mail address"),
        ("recruiter", "recruiter = 'Dana <dana@x.example>'", "organisation.recruiter", "an e-mail address"),
        ("recruiter", 'recruiter = "dana@x.example\\nBcc: y@z.example"', "organisation.recruiter", "an e-mail address"),
        ("calendar", "calendar = 'outlook'", "organisation.calendar", 'one of "google", "microsoft", "sandbox"'),
        ("ignored", "ignored = ['focus', 3]", "organisation.ignored[1]", "a text"),
        ("ignored", "ignored = 'focus'", "organisation.ignored", 'a list of words such as ["focus"]'),
        ("locale", "locale = 'English'", "organisation.locale", 'a language such as "en_GB"'),
        ("brand", "brand = 'green'", "organisation.brand", 'a colour such as "#1f4f46"'),
        ("brand", "brand = '#fff'", "organisation.brand", 'a colour such as "#1f4f46"'),
        ("holidays", "holidays = [1, \n", "organisation.holidays[0]", "a date without quotes, such as 2026-12-25"),
        ("holidays", "holidays = ['2026-12-24', \n", "organisation.holidays[0]", 'is "2026-12-24"'),
        ("holidays", "holidays = [2026-12-24T00:00:00Z, \n", "organisation.holidays[0]", "a date"),
        ("options", "options = 3", "offer.options", "2, because a candidate always chooses between two times"),
        ("options", "options = true", "offer.options", "is true"),
        ("deadline", "deadline = '0m'", "offer.deadline", 'from "1h" to "14d"'),
        ("deadline", "deadline = '13d'", f"{SCREEN}.horizon", 'at least "15d"'),
        ("follow_up", "folow_up = '24h'", "offer.folow_up", 'Right would be "follow_up"'),
        ("follow_up", "follow_up = '1w'", "offer.follow_up", 'such as "30m", "48h" or "2d"'),
        ("cut_off", "cut_off = '-4h'", "changes.cut_off", "a duration such as"),
        ("reschedules", "reschedules = '3'", "changes.reschedules", "a whole number from 0 to 10"),
        ("reschedules", "reschedules = 2.5", "changes.reschedules", "is the number 2.5"),
        ("opens", "opens = '8'", "quiet.opens", 'a time of day such as "09:00"'),
        ("opens", "opens = '24:00'", "quiet.opens", 'a time of day such as "09:00"'),
        ("opens", "opens = '19:00'", "quiet.closes", "a time after opens, which is 19:00"),
        ("ask ", "ask = '3d'", "feedback.ask", 'from "0m" to "2d"'),
        ("manager", "manager = '2d'", "feedback.manager", "a whole number from 1 to 20"),
        ("debrief", "debrief = 0", "feedback.debrief", "a whole number from 1 to 20"),
        ("decide", "deside = 2", "feedback.deside", 'Right would be "decide"'),
        ("usual", "usual = 0", "stale.usual", "a whole number from 1 to 20"),
        ("panel =", "panels = 4", "stale.panels", 'Right would be "panel"'),
        ("usual", "days = { Onsite = '5d' }", "stale.days.Onsite", "a whole number from 1 to 20"),
        ("usual", "days = { Onsite = 5, ONSITE = 4 }", "stale.days.ONSITE", "each stage once"),
        ("usual", "channels = { slack = '#hiring' }", "stale.channels.slack", 'a channel\'s ID such as "C0123456789"'),
        ("usual", "channels = { teams = 'General' }", "stale.channels.teams", 'such as "19:…@thread.tacv2"'),
        ("usual", "channels = { irc = 'x' }", "stale.channels.irc", "is not a known key"),
        ("[quiet]", "[quite]", "quite", 'Right would be "quiet"'),
        ("at", "at = '12:00'", "digest.until", "a time after at, which is 12:00"),
        ("at", "at = '07:55'", "digest.at", "a time from 08:00 to 19:00, which are not quiet hours"),
        ("until", "until = '19:05'", "digest.until", "a time from 08:00 to 19:00, which are not quiet hours"),
        ("title", "title = 'x'\ncolour = 'red'", f"{SCREEN}.colour", "is not a known key"),
        ("duration", "duration = 30", f"{SCREEN}.duration", 'a duration such as "30m", "48h" or "2d"'),
        ("duration", "duration = '32m'", f"{SCREEN}.duration", "a multiple of 5 minutes"),
        ("duration", "duration = '0m'", f"{SCREEN}.duration", 'from "5m" to "8h"'),
        ("duration", "duration = '9h'", f"{SCREEN}.duration", 'from "5m" to "8h"'),
        ("duration", "duration = ''", f"{SCREEN}.duration", "a duration such as"),
        ("duration", "duration = '8h'", f"{SCREEN}.window", "is never open for 8h"),
        ("duration", "", f"{SCREEN}.duration", "is missing"),
        ("format", "format = 'onsite'", f"{SCREEN}.format", 'one of "on_site"'),
        ("format", "format = 'in the office'", f"{SCREEN}.format", 'one of "phone", "video", "on_site"'),
        ("where", "", f"{SCREEN}.where", "is missing"),
        ("where", "where = ' '", f"{SCREEN}.where", "a text of at most 300 characters"),
        ("interviewer", "interviewer = 'admin'", f"{SCREEN}.interviewer", '"hiring_manager"'),
        ("before", "before = '7m'", f"{SCREEN}.before", "a multiple of 5 minutes"),
        ("after", "after = '1d'", f"{SCREEN}.after", 'from "0m" to "4h"'),
        ("notice", "notice = '12d'", f"{SCREEN}.horizon", 'at least "15d"'),
        ("horizon", "horizon = '3d'", f"{SCREEN}.horizon", 'at least "4d"'),
        ("step", "step = '25m'", f"{SCREEN}.step", "a part of the hour"),
        ("daily_load", "daily_load = 0", f"{SCREEN}.daily_load", "a whole number from 1 to 50"),
        ("weekly_load", "weekly_load = false", f"{SCREEN}.weekly_load", "is false"),
        ("mon-thu", "mon-thu = '9:30-17:00'", f"{SCREEN}.window.mon-thu", 'such as "09:00-17:00"'),
        ("mon-thu", "mon-thu = 9", f"{SCREEN}.window.mon-thu", 'such as "09:00-17:00"'),
        ("mon-thu", "monday = '09:30-17:00'", f"{SCREEN}.window.monday", "one of mon, tue, wed"),
        ("mon-thu", "mon- = '09:30-17:00'", f"{SCREEN}.window.mon-", "is no weekday"),
        ("mon-thu", "thu-mon = '09:30-17:00'", f"{SCREEN}.window.thu-mon", "runs backwards"),
        ("mon-thu", "mon-fri = '09:30-17:00'", f"{SCREEN}.window.fri", "a second time"),
        ("expect", "expect = ['a']", f"{SCREEN}.wording.expect", "is a list"),
        ("prepare", "preparation = 'x'", f"{SCREEN}.wording.preparation", 'Right would be "prepare"'),
        ('"Assessment"', '"Assessment" = "recruiter_scren"', "stages.Assessment", 'such as "recruiter_screen"'),
        (
            '"Recruiter screen"',
            '"Recruiter screen" = 7',
            'stages."Recruiter screen"',
            "the key of a kind under [kinds]",
        ),
        ('"Assessment"', '"recruiter  SCREEN" = "recruiter_screen"', 'stages."recruiter  SCREEN"', "a second time"),
        ('"Assessment"', '" " = "recruiter_screen"', 'stages." "', "is no name of a stage"),
        ("[kinds.recruiter_screen]", "[kinds.'Recruiter screen']", 'kinds."Recruiter screen"', "is no key for a kind"),
    ],
)
def test_a_mistake_is_named_with_its_key_and_what_would_be_right(old: str, new: str, path: str, hint: str) -> None:
    found = problems(changed(old, new))

    assert path in found
    assert hint in found[path]
    assert found[path].startswith(f"{path} ")
    assert found[path].endswith(".")


@pytest.mark.parametrize(
    ("old", "new", "paths"),
    [
        ("duration", "duration = '32m'", [f"{SCREEN}.duration"]),
        ("zone", "zone = 'Mars/Olympus'", ["organisation.zone"]),
        ("deadline", "deadline = 48", ["offer.deadline"]),
        ('"Assessment"', '"Assessment" = "panel"', ["stages.Assessment"]),
    ],
)
def test_one_mistake_is_one_problem(old: str, new: str, paths: list[str]) -> None:
    assert list(problems(changed(old, new))) == paths


def test_all_mistakes_are_named_at_once() -> None:
    assert list(problems(ALL_WRONG)) == [
        "remindr",
        "organisation.name",
        "organisation.zone",
        "organisation.organizer",
        "organisation.recruiter",
        "organisation.brand",
        "organisation.holidays[1]",
        "organisation.holidays[2]",
        "quiet.closes",
        "reminder",
        'kinds."Recruiter Screen"',
        "kinds.panel.duration",
        "kinds.panel.format",
        "kinds.panel.where",
        "kinds.panel.interviewer",
        "kinds.panel.window.mon",
        "kinds.panel.window.fri-mon",
        "kinds.panel.window.sunday",
        'stages."Phone screen"',
        "kinds.screen.horizon",
        "no_slots_after",
    ]


def test_the_error_lists_every_problem_on_its_own_line() -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(ALL_WRONG)

    assert str(caught.value).splitlines() == [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[organisation]\nname = Northwind\n", "line 2, column 8"),
        ("[organisation\n", "line 1, column 14"),
        ("a = 1\na = 2\n", "line 2, column 6"),
        ("[kinds.screen]\n[kinds.screen]\n", "line 2, column 14"),
        ("a = 2026-02-30\n", "line 1, column 5"),
        ('a = "x', "line 1, column 7"),
        ("a = 1\n\nb = [1,", "line 3, column 8"),
    ],
)
def test_what_is_not_toml_is_named_by_line_and_column(text: str, place: str) -> None:
    found = problems(text)

    assert list(found) == [place]
    assert "is not TOML" in found[place]


@pytest.mark.parametrize("text", ["a = " + "[" * 50_000, "a = " + "9" * 10_000])
def test_a_hostile_file_is_refused_too(text: str) -> None:
    assert list(problems(text)) == ["the file"]


@pytest.mark.parametrize("text", ["", "\ufeff", "# nothing yet\n"])
def test_an_empty_file_names_what_it_needs(text: str) -> None:
    assert list(problems(text)) == ["organisation", "kinds", "stages"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (SMALLEST.partition("[kinds.screen]")[0] + "[kinds]\n[stages]\na = 'b'", "kinds"),
        (SMALLEST.partition('"Phone screen" =')[0], "stages"),
        ("kinds = 3\n" + SMALLEST.partition("[kinds.screen]")[0], "kinds"),
        ("stages = []\n" + SMALLEST.partition("[stages]")[0], "stages"),
        (SMALLEST + "[kinds.screen.window]\n", "kinds.screen.window"),
    ],
)
def test_an_empty_or_odd_table_is_named(text: str, path: str) -> None:
    assert path in problems(text)


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    assert read_policy("\ufeff" + SMALLEST.replace("\n", "\r\n")) == read_policy(SMALLEST)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("30m", timedelta(minutes=30)),
        ("90m", timedelta(minutes=90)),
        ("1h30m", timedelta(minutes=90)),
        ("1h 30m", timedelta(minutes=90)),
        (" 2h ", timedelta(hours=2)),
    ],
)
def test_a_duration_may_be_written_in_several_ways(written: str, meant: timedelta) -> None:
    text = SMALLEST.replace('duration = "30m"', f'duration = "{written}"')

    assert read_policy(text).kinds["screen"].duration == meant


def test_a_window_may_be_written_past_midnight_and_inline() -> None:
    text = SMALLEST.replace("[stages]", 'window = { fri-sat = "22:00-02:00", sun = "18:00 - 20:00" }\n[stages]')

    assert read_policy(text).kinds["screen"].window == WorkingHours(
        {
            4: Hours(time(22), time(2)),
            5: Hours(time(22), time(2)),
            6: Hours(time(18), time(20)),
        }
    )


def test_a_stage_may_be_named_by_its_id() -> None:
    policy = read_policy(SMALLEST + '2944102 = "screen"\n')

    assert policy.kind_for("Renamed yesterday", "2944102") == policy.kinds["screen"]


def test_a_long_text_may_break_its_lines() -> None:
    text = SMALLEST.replace("[stages]", '[kinds.screen.wording]\nexpect = """A short\n  call."""\n[stages]')

    assert read_policy(text).kinds["screen"].wording.expect == "A short call."


@given(minutes=st.integers(1, 2_000).map(lambda units: 5 * units))
@example(minutes=90 * 24 * 60)
@settings(derandomize=True, deadline=None)
def test_a_duration_is_spelled_as_it_would_be_read(minutes: int) -> None:
    text = SMALLEST + f'[offer]\ndeadline = "{spelled(timedelta(minutes=minutes))}"\n'
    try:
        assert read_policy(text).offer.deadline == timedelta(minutes=minutes)
    except PolicyError as error:
        named = {problem.path for problem in error.problems}

        assert named <= {"offer.deadline", "kinds.screen.horizon", "no_slots_after"}


LEAVES = st.one_of(st.text(max_size=8), st.integers(), st.floats(), st.booleans(), st.dates(), st.times())
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*TOP, *KIND, *OFFER, "mon", "screen"]), inner, max_size=4),
    ),
    max_leaves=12,
)


@given(key=st.sampled_from(list(TOP)), tree=TREES)
@settings(derandomize=True, deadline=None, max_examples=300)
def test_any_value_anywhere_reads_or_is_named_below_its_key(key: str, tree: object) -> None:
    head = SMALLEST if key in {"offer", "changes", "quiet", "reminder", "no_slots_after"} else ""
    try:
        read_policy(f"{key} = {as_toml(tree)}\n{head}")
    except PolicyError as error:
        found = error.problems

        assert all(problem.path and problem.wrong and problem.right for problem in found)


def as_toml(tree: object) -> str:
    match tree:
        case bool():
            return str(tree).lower()
        case str():
            return '"' + "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08x}" for c in tree) + '"'
        case list():
            return f"[{', '.join(as_toml(one) for one in tree)}]"
        case dict():
            return f"{{{', '.join(f'{name} = {as_toml(one)}' for name, one in tree.items())}}}"
        case time() | date():
            return tree.isoformat()
        case _:
            return str(tree)


def test_defaults_are_those_of_the_dataclasses() -> None:
    kind = read_policy(SMALLEST).kinds["screen"]

    assert [
        one.name for one in fields(Kind) if one.default is not MISSING and getattr(kind, one.name) != one.default
    ] == ["where"], "which the file says"


# --- several seats, pools, categories of jobs ---------------------------------------------------------------------------

FIXED = 'where = "https://meet.northwind.example/panel"'
PANEL = """
[pools.technical]
people = ["ivy@northwind.example"]
tags = ["python"]

[kinds.panel]
title = "Panel"
duration = "60m"
format = "video"
where = "https://meet.northwind.example/panel"
asks = true
scheduled_by = ["recruiter", "hiring_manager"]

[[kinds.panel.seats]]
who = "hiring_manager"

[[kinds.panel.seats]]
who = "technical"
part = "technical interviewer"
count = 2
tags = ["backend"]

[[kinds.panel.seats]]
who = "technical"
shadow = "leads"

[kinds.panel.categories.Clinical]
duration = "30m"
format = "phone"
where = "We call you."
"""


def panel(old: str = "", new: str = "") -> str:
    """The smallest policy with a panel in it, changed in one place."""
    assert old in PANEL
    return f"{SMALLEST}\n{PANEL.replace(old, new, 1) if old else PANEL}"


def test_a_panel_has_its_seats_its_pools_and_who_may_schedule_it() -> None:
    policy = read_policy(panel())
    kind = policy.kinds["panel"]

    assert policy.pools == {"technical": Pool("technical", ("ivy@northwind.example",), frozenset({"python"}))}
    assert kind.places == (
        SeatRule("hiring_manager"),
        SeatRule("technical", "technical interviewer", 2, frozenset({"backend"})),
        SeatRule("technical", shadow=Shadow.LEADS),
    )
    assert [seat.blocks for seat in kind.places] == [True, True, False]
    assert kind.asks
    assert kind.scheduled_by == {Role.RECRUITER, Role.HIRING_MANAGER}


def test_a_kind_without_seats_has_the_one_of_its_interviewer() -> None:
    assert read_policy(SMALLEST).kinds["screen"].places == (SeatRule("recruiter"),)


def test_a_category_of_jobs_changes_what_it_names_and_nothing_else() -> None:
    kind = read_policy(panel()).kinds["panel"]
    clinical = kind.for_category(" CLINICAL ")

    assert (clinical.duration, clinical.format, clinical.where) == (timedelta(minutes=30), Format.PHONE, "We call you.")
    assert (clinical.seats, clinical.title) == (kind.seats, kind.title)
    assert kind.for_category("leadership") is kind


def test_a_place_for_a_category_takes_the_place_of_a_link_that_the_calendar_makes() -> None:
    kind = read_policy(panel(FIXED, 'link = "calendar"')).kinds["panel"]
    clinical = kind.for_category("Clinical")

    assert (kind.where, kind.makes_link) == ("", True)
    assert (clinical.where, clinical.makes_link) == ("We call you.", False)


@pytest.mark.parametrize(
    ("old", "new", "path", "hint"),
    [
        ('who = "technical"\npart', 'who = "tecnical"\npart', "kinds.panel.seats[1].who", '"technical"'),
        ('who = "hiring_manager"', "", "kinds.panel.seats[0].who", "is missing"),
        (f"{FIXED}", f'{FIXED}\nlink = "calendar"', "kinds.panel.link", "one of the two"),
        (f"{FIXED}", 'link = "calender"', "kinds.panel.link", '"calendar"'),
        (f'"video"\n{FIXED}', '"on_site"\nlink = "calendar"', "kinds.panel.link", 'format = "video", or a where'),
        ('where = "We call you."', 'link = "calendar"', "kinds.panel.categories.clinical.link", 'format = "video"'),
        ('who = "hiring_manager"', 'who = "hiring_manager"\ncount = 2', "kinds.panel.seats[0].count", "1, because"),
        ('who = "hiring_manager"', 'who = "hiring_manager"\ntags = ["x"]', "kinds.panel.seats[0].tags", "pool's seat"),
        ("count = 2", "count = 7", "kinds.panel.seats[1].count", "from 1 to 6"),
        ('tags = ["backend"]', 'tags = "backend"', "kinds.panel.seats[1].tags", "a list of tags"),
        ('tags = ["backend"]', 'tags = ["Back end"]', "kinds.panel.seats[1].tags[0]", "a tag such as"),
        ('shadow = "leads"', 'shadow = "lead"', "kinds.panel.seats[2].shadow", '"leads"'),
        ("asks = true", 'asks = "yes"', "kinds.panel.asks", "true or false"),
        ('"recruiter", "hiring_manager"', '"interviewer"', "kinds.panel.scheduled_by[0]", "one of"),
        ('format = "phone"', 'format = "fax"', "kinds.panel.categories.Clinical.format", "one of"),
        ('people = ["ivy@northwind.example"]', "people = []", "pools.technical.people", "is an empty list"),
        ('people = ["ivy@northwind.example"]', 'people = ["ivy"]', "pools.technical.people[0]", "an e-mail address"),
        ("[pools.technical]", "[pools.recruiter]", "pools.recruiter", "is no key for a pool"),
    ],
)
def test_what_is_wrong_with_a_panel_is_told_with_its_place(old: str, new: str, path: str, hint: str) -> None:
    told = problems(panel(old, new))

    assert path in told
    assert hint in told[path]


def test_a_pool_of_nobody_and_a_panel_without_a_needed_seat_are_told() -> None:
    nobody = problems(panel('people = ["ivy@northwind.example"]\ntags = ["python"]', ""))
    optional = problems(f'{SMALLEST}\n[[kinds.screen.seats]]\nwho = "recruiter"\noptional = true')

    assert "names nobody" in nobody["pools.technical"]
    assert "at least one seat" in optional["kinds.screen.seats"]


def test_a_dozen_people_is_the_most_that_one_kind_can_seat() -> None:
    seats = "\n".join('[[kinds.screen.seats]]\nwho = "pool"\ncount = 5' for _ in range(3))

    assert "are 15 people" in problems(f"{SMALLEST}\n[pools.pool]\ntags = ['x']\n{seats}")["kinds.screen.seats"]


# --- scorecards ----------------------------------------------------------------------------------------------------------


def form(*items: str) -> str:
    """The smallest policy, with these items on the scorecard of its kind."""
    return "\n".join((SMALLEST, *(f"[[kinds.screen.scorecard]]\n{item}" for item in items)))


def item(key: str, asks: str, *more: str) -> str:
    return "\n".join((f'key = "{key}"', f'asks = "{asks}"', f'label = "{key.title()}"', *more))


VERDICT, NOTES = item("verdict", "recommendation"), item("notes", "notes")


def test_a_kind_asks_what_its_scorecard_says_and_the_usual_where_it_says_nothing() -> None:
    policy = read_policy(EXAMPLE)

    screen, panel = policy.kinds["recruiter_screen"].scorecard, policy.kinds["team_panel"].scorecard
    assert {entry.asks for entry in (*screen, *panel)} == set(Asks)
    assert screen[1] == Item(
        "start",
        Asks.CHOICE,
        "When could they start?",
        required=False,
        options=("within a month", "in one to three months", "later"),
    )
    assert read_policy(SMALLEST).kinds["screen"].scorecard == USUAL


def test_what_is_wrong_with_a_scorecard_is_named() -> None:
    rating = item("craft", "rating")
    wrong = {
        ("", "no recommendation"): form(NOTES),
        ("", "more than once"): form(VERDICT, item("again", "recommendation"), NOTES),
        ("", "nothing that somebody saw or heard"): form(VERDICT, item("topics", "topics")),
        ("", "has 31 fields"): form(VERDICT, *(item(f"r{n}", "rating") for n in range(15))),
        ("[2].key", "a second time"): form(VERDICT, NOTES, NOTES),
        ("[2].label", "a second time"): form(VERDICT, NOTES, 'key = "x"\nasks = "text"\nlabel = "NOTES"'),
        ("[1].options", "are missing"): form(VERDICT, item("where", "choice"), NOTES),
        ("[1].options", "fewer than two"): form(VERDICT, item("where", "choice", 'options = ["here"]'), NOTES),
        ("[1].options", "second time"): form(VERDICT, item("where", "choice", 'options = ["here", "here"]'), NOTES),
        ("[1].options", 'asks = "choice" only'): form(VERDICT, item("craft", "rating", 'options = ["1", "2"]')),
        ("[1].asks", '"rating"'): form(VERDICT, item("craft", "ratings")),
        ("[1].key", "lower-case letters"): form(VERDICT, rating.replace('"craft"', '"Craft"')),
        ("[1].label", "is missing"): form(VERDICT, 'key = "craft"\nasks = "rating"'),
        ("[1].required", "true or false"): form(VERDICT, item("craft", "rating", 'required = "no"')),
    }

    unnamed = {
        told: found
        for told, text in wrong.items()
        if told[1] not in (found := problems(text)).get(f"kinds.screen.scorecard{told[0]}", "")
    }
    assert unnamed == {}
    assert read_policy(form(VERDICT, rating)).kinds["screen"].scorecard[1].label == "Craft"
