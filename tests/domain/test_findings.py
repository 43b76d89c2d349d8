"""What a look found, put together: one finding for each thing, the worst first, and since when it has been so."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.findings import Condition, Finding, by_thing, found, in_order, worst

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from(["a.one", "a.two/1", "a.two/2", "a.two/3", "b.one/x", "b.one/y"]),
        st.sampled_from(Condition),
        st.sampled_from(["This.", "That."]),
        st.sampled_from(["", "Mend it."]),
    )
)


@given(FINDINGS)
def test_parts_become_one_thing_as_bad_as_the_worst_of_them(findings: list[Finding]) -> None:
    things = by_thing(findings)

    assert [each.name for each in things] == list(dict.fromkeys(each.thing for each in findings))
    assert worst(things) is worst(findings)
    for one in things:
        assert one.state is worst(each for each in findings if each.thing == one.name)


def test_of_many_parts_only_the_worst_are_told_and_not_all_of_them() -> None:
    bad = [Finding(f"a.b/{n}", Condition.WRONG, f"Part {n}.", "Mend it.") for n in range(8)]

    (one,) = by_thing([Finding("a.b/well", Condition.FINE, "Fine."), *bad])

    assert one == Finding("a.b", Condition.WRONG, "Part 0. Part 1. Part 2. Part 3. Part 4. And 3 more.", "Mend it.")


def test_where_one_part_is_in_use_and_well_it_tells_of_itself() -> None:
    fine, off = Finding("a.b/1", Condition.FINE, "Well."), Finding("a.b/2", Condition.OFF, "Not set up.")

    assert by_thing([off, fine]) == (Finding("a.b", Condition.FINE, "Well."),)


@pytest.mark.parametrize(("then", "kept"), [(Condition.WRONG, True), (Condition.FINE, False)])
def test_a_thing_is_so_since_it_came_to_be_so(then: Condition, kept: bool) -> None:
    before = found([Finding("a.b", then, "Then.")], before=(), now=NOW - timedelta(hours=1))

    (now,) = found([Finding("a.b/1", Condition.WRONG, "Now.")], before=before, now=NOW)

    assert now.finding == Finding("a.b", Condition.WRONG, "Now.")
    assert now.since == (NOW - timedelta(hours=1) if kept else NOW)


def test_groups_come_in_the_order_that_is_asked_for_and_unknown_ones_last() -> None:
    findings = [Finding(f"{group}.x", Condition.FINE, "") for group in ("z", "b", "a", "b")]

    assert list(in_order(findings, groups=("b", "a"))) == ["b", "a", "z"]
