"""Parts of the day in people's words, narrowed by a time where they name one."""

from datetime import time

import pytest

from bot.domain.time import Hours
from bot.domain.wishes import HOURS, Part, hours_in


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("evenings", HOURS[Part.EVENINGS]),
        ("Evenings after 6", Hours(time(18), time(21))),
        ("evenings after\n18:30 please", Hours(time(18, 30), time(21))),
        ("any evening from 6 until 8", Hours(time(18), time(20))),
        ("mornings before 10", Hours(time(8), time(10))),
        ("abends ab 19 Uhr", Hours(time(19), time(21))),
        ("afternoons after 2pm", Hours(time(14), time(17))),
        ("evenings after 10", HOURS[Part.EVENINGS]),
        ("mornings before 10 March", HOURS[Part.MORNINGS]),
        ("after 18:00", None),
        ("mornings or evenings", None),
        ("not in the evening", None),
    ],
)
def test_a_part_of_the_day_is_narrowed_by_the_time_that_is_named(words: str, hours: Hours | None) -> None:
    assert hours_in(words) == hours
