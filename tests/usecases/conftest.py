"""Use cases are tested on SQLite at every run, and on PostgreSQL as well among the large tests, where time is not short.

What only a database can do wrong is tested on both at every run: tests/contracts, tests/journeys, and the modules here that
take `both` as their `database_kind`.
"""

import pytest


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.large)])
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest) -> str:
    return str(request.param)
