"""Fixed instants for tests, and a clock that stands still until it is told to move."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)  # a Monday


class SettableClock:
    """Gives the instant it was set to (aware UTC); begins at NOON."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def set(self, now: datetime) -> None:
        self.now = now

    def forward(self, by: timedelta) -> None:
        self.now += by
