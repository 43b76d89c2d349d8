"""The schema as it is now. What neither SQLAlchemy nor Alembic can say for both databases stands in `overlap`.

The tables stand in `schema`, a file for each subject as in `bot.ports`, and are imported from here.

Keys of people and candidates are integers from one sequence (`parties`), all others random text. `serial` counts in the
order of insertion. A key of `parties` or `outbox` that was ever given out is never given again. Columns ending in `_key`
hold the folded spelling that is searched for. Instants are aware UTC.
"""

from storage.columns import metadata
from storage.schema.audit import audit, audit_details, findings
from storage.schema.installations import (
    sandbox_counters,
    sandbox_documents,
    slack_installations,
    slack_organisation,
    teams_conversations,
)
from storage.schema.interviews import (
    amendments,
    interview_seats,
    interviews,
    reservations,
    scorecard_readers,
    scorecards,
)
from storage.schema.messages import calls, contacts, homes, posts, updates
from storage.schema.mirror import (
    busy_times,
    calendar_faults,
    calendar_feeds,
    calendar_watches,
    guest_answers,
    organiser_feeds,
)
from storage.schema.people import accounts, digests, drafts, parties, people, sessions, used_links
from storage.schema.pipeline import (
    NEXT_ACTION,
    OPEN_STATUS,
    applications,
    candidates,
    held_triggers,
    intake_asks,
    intakes,
    notes,
    openings,
    stage_history,
    stale,
)
from storage.schema.queues import inbox, outbox, timers
