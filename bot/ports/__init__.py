"""Every door out of the core, as small Protocols; adapters and storage implement them, nothing here imports those.

- `faults`: how a port fails, and what can be done about it.
- `chat`, `calendars`, `far_ends`: everything remote; `FarEnds` has all of it by name.
- `work`: one transaction on the record. Its parts are in `people`, `pipeline`, `interviews`, `messages`, `mirror` (what the
  record knows of calendars), `queues` and `audit`.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.inbound import Inbound
from bot.ports.audit import Audit, Findings, Happening, Service
from bot.ports.calendars import Calendar, Event, Heard, Kept, Watch, Watching
from bot.ports.chat import Chat, Posted
from bot.ports.far_ends import Ats, Check, FarEnds, Links, Mailer, Summarise
from bot.ports.faults import LeaseLost, NotYet, Permanent, Stale, Taken, Transient, Unheld, Unreachable
from bot.ports.interviews import Interviews, Reservation, Reservations, Scorecards, Tally
from bot.ports.messages import Contacts, Homes, Post, Posts, Updates
from bot.ports.mirror import CalendarFaults, GuestSaid, Mirror, Mirrored, Organiser, Ours, Vanished, Watched, Watches
from bot.ports.people import Digests, Draft, Drafts, People, Session, Sessions
from bot.ports.pipeline import (
    Applications,
    Candidates,
    Held,
    Intakes,
    Newest,
    Notes,
    Openings,
    Overview,
    Stalled,
    Triggers,
)
from bot.ports.queues import Claimed, Inbox, Outbox, Timers, Unreadable
from bot.ports.work import Store, Work
from bot.reply import Reply

Clock = Callable[[], datetime]

Handle = Callable[[Inbound], Awaitable[Reply]]
"""The router as adapters see it: anything that can reach the core in, what to show the asker out.

A Refusal comes back as `Refuse`. For people and pages a bug comes back as `Refuse` with a reference; for deliveries of
vendors and answers of the world it is raised, so that the sender tries again.
"""
