"""What Slack keeps and what its Web API does with it, without the network: people, messages, views, triggers."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.standins.slack_blocks import faults_in_message, faults_in_modal
from tests.standins.slack_person import Json, Modal, Moment, SlackUser

TRIGGER_LIVES = 3.0  # seconds


class Refused(Exception):
    """An answer of `{"ok": false}` with this code."""

    def __init__(self, code: str, **more: object) -> None:
        super().__init__(code)
        self.answer = {"ok": False, "error": code, **more}


@dataclass(slots=True)
class Message:
    """A message that stands in a conversation; `edits` counts its updates."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    metadata: Json | None
    thread_ts: str = ""
    edits: int = 0

    def told(self, *, bot: str, metadata: bool) -> Json:
        shown = {"type": "message", "ts": self.ts, "text": self.text, "user": bot, "blocks": self.blocks}
        return {**shown, "metadata": self.metadata} if metadata and self.metadata else shown


class Workspace:
    """One workspace with one app installed; people may come from other workspaces too.

    Every method of the Web API takes the call's arguments and returns its answer, or raises Refused.
    """

    token = "xoxb-stand-in"
    app_id, bot_id, bot_user = "A0USHER", "B0USHER", "U0USHER"
    origin = ""

    def __init__(self, *, team: str = "T0HOME", clock: Callable[[], float] = time.time) -> None:
        self.team = self.speaking = team  # `speaking`: the workspace whose token the present call carries
        self.clock = clock
        self.people: dict[str, SlackUser] = {}
        self.messages: list[Message] = []
        self.modals: dict[str, Modal] = {}
        self.moments: list[Moment] = []
        self.complaints: list[str] = []
        self._numbers = itertools.count(1)
        self.methods: dict[str, Callable[[Json], Json]] = {
            "auth.test": self._auth_test,
            "chat.postMessage": self._post_message,
            "chat.update": self._update_message,
            "conversations.open": self._open_conversation,
            "conversations.history": self._history,
            "users.info": self._user_info,
            "views.open": self._open_view,
            "views.push": self._push_view,
            "views.update": self._update_view,
        }

    def direct(self, user: str) -> list[Message]:
        """The direct messages that the app sent to a user, oldest first."""
        return [message for message in self.messages if message.channel == self._direct_channel(user)]

    def moment(self, user: SlackUser) -> Moment:
        """A fresh interaction: its trigger and its `response_url`."""
        number = next(self._numbers)
        made = Moment(f"{number}.{user.id}.trigger", f"{self.origin}/response/{number}", self.clock(), user)
        self.moments.append(made)
        return made

    def _auth_test(self, _: Json) -> Json:
        return {"team_id": self.speaking, "team": "Home", "user_id": self.bot_user, "bot_id": self.bot_id, "url": "…"}

    def _post_message(self, given: Json) -> Json:
        channel = self._conversation(given.get("channel", ""))
        self._judge(faults_in_message(given), code="invalid_blocks")
        blocks = self._numbered(given.get("blocks") or [])
        message = Message(
            channel, self._ts(), given["text"], blocks, given.get("metadata"), given.get("thread_ts") or ""
        )
        self.messages.append(message)
        return {"channel": channel, "ts": message.ts, "message": message.told(bot=self.bot_user, metadata=True)}

    def _update_message(self, given: Json) -> Json:
        if given.get("channel", "")[:1] not in {"C", "D", "G"}:
            raise Refused("channel_not_found")
        message = self.message(given["channel"], given.get("ts", ""))
        if message is None:
            raise Refused("message_not_found")
        if len(given.get("text") or "") > 4000:
            raise Refused("msg_too_long")
        self._judge(faults_in_message(given), code="invalid_blocks")
        message.text, message.blocks = given["text"], self._numbered(given.get("blocks") or [])
        message.metadata = given.get("metadata", message.metadata) or None
        message.edits += 1
        return {"channel": message.channel, "ts": message.ts, "text": message.text}

    def _open_conversation(self, given: Json) -> Json:
        return {"channel": {"id": self._conversation(given.get("users", ""))}}

    def _history(self, given: Json) -> Json:
        newest_first = [m for m in reversed(self.messages) if m.channel == given.get("channel")]
        if not newest_first and given.get("channel") not in [*map(self._direct_channel, self.people)]:
            raise Refused("channel_not_found")
        start, limit = int(given.get("cursor") or 0), min(int(given.get("limit") or 100), 999)
        with_metadata = str(given.get("include_all_metadata")).lower() in {"1", "true"}
        page = [m.told(bot=self.bot_user, metadata=with_metadata) for m in newest_first[start : start + limit]]
        more = start + limit < len(newest_first)
        return {
            "messages": page,
            "has_more": more,
            "response_metadata": {"next_cursor": str(start + limit) if more else ""},
        }

    def _user_info(self, given: Json) -> Json:
        if given.get("user") not in self.people:
            raise Refused("user_not_found")
        return {"user": self.people[given["user"]].told()}

    def _open_view(self, given: Json) -> Json:
        moment = self._exchanged(given.get("trigger_id", ""))
        moment.user.modals.clear()
        return self._shown(given, moment)

    def _push_view(self, given: Json) -> Json:
        moment = self._exchanged(given.get("trigger_id", ""))
        if len(moment.user.modals) >= 3:
            raise Refused("push_limit_reached")
        return self._shown(given, moment)

    def _update_view(self, given: Json) -> Json:
        modal = self.modals.get(given.get("view_id", ""))
        if modal is None:
            raise Refused("not_found")
        if given.get("hash") not in {None, modal.hash}:
            raise Refused("hash_conflict")
        modal.becomes(self.judged_view(given.get("view") or {}))
        return {"view": modal.told()}

    def _shown(self, given: Json, moment: Moment) -> Json:
        modal = self.new_modal(given.get("view") or {}, moment.user)
        moment.modal = modal
        return {"view": modal.told()}

    def _exchanged(self, trigger: str) -> Moment:
        """A trigger opens one thing, within three seconds."""
        moment = next((each for each in self.moments if each.trigger == trigger), None)
        if moment is None:
            raise Refused("invalid_trigger_id")
        if moment.exchanged:
            raise Refused("exchanged_trigger_id")
        if self.clock() - moment.at > TRIGGER_LIVES:
            raise Refused("expired_trigger_id")
        moment.exchanged = True
        return moment

    # --- what both halves need ------------------------------------------------------------------------------------

    def message(self, channel: str, ts: str) -> Message | None:
        return next((m for m in self.messages if (m.channel, m.ts) == (channel, ts)), None)

    def new_modal(self, view: Json, user: SlackUser) -> Modal:
        modal = Modal(f"V{next(self._numbers):04}", user, self.judged_view(view))
        self.modals[modal.id] = modal
        user.modals.append(modal)
        return modal

    def judged_view(self, view: Json) -> Json:
        self._judge(faults_in_modal(view), code="invalid_arguments")
        return {**view, "blocks": self._numbered(view["blocks"])}

    def judged_message(self, message: Json) -> Json:
        """An answer in the response body: nobody hears of a refusal there, so it only becomes a complaint."""
        self.complaints += faults_in_message(message)
        return {**message, "blocks": self._numbered(message.get("blocks") or [])}

    def _judge(self, faults: list[str], *, code: str) -> None:
        self.complaints += faults
        if faults:
            raise Refused(code, response_metadata={"messages": faults})

    def _numbered(self, blocks: list[Json]) -> list[Json]:
        return [{"block_id": f"b{next(self._numbers)}", **block} for block in blocks]

    def _conversation(self, channel: str) -> str:
        if channel in self.people and self.people[channel].team == self.speaking:
            return self._direct_channel(channel)
        if channel in map(self._direct_channel, self.people):
            return channel
        raise Refused("channel_not_found")

    @staticmethod
    def _direct_channel(user: str) -> str:
        return f"D{user[1:]}"

    def _ts(self) -> str:
        return f"{int(self.clock())}.{next(self._numbers):06}"
