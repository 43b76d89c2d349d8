"""The stand-in's conversations: direct ones, channels and their members, threads, and what is for one reader's eyes only."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.standins.slack_blocks import faults_in_message
from tests.standins.slack_person import SlackUser
from tests.standins.slack_screen import Ephemeral

Json = dict[str, Any]


class Refused(Exception):
    """An answer of `{"ok": false}` with this code."""

    def __init__(self, code: str, **more: object) -> None:
        super().__init__(code)
        self.answer = {"ok": False, "error": code, **more}


@dataclass(slots=True)
class Message:
    """A message that stands in a conversation, the app's unless a `user` wrote it; `edits` counts its updates."""

    channel: str
    ts: str
    text: str
    blocks: list[Json]
    metadata: Json | None
    thread_ts: str = ""
    edits: int = 0
    user: str = ""

    @property
    def id(self) -> str:
        return self.ts


@dataclass(slots=True)
class Channel:
    """A channel with its members, the app among them unless `joined` is false."""

    id: str
    members: set[str] = field(default_factory=set)
    joined: bool = True
    archived: bool = False


class Conversations:
    """Who can write where, and what stands there. Methods take a call's arguments, return its answer or raise Refused."""

    bot_user = "U0USHER"
    team: str
    speaking: str
    clock: Callable[[], float]

    def __init__(self) -> None:
        self.people: dict[str, SlackUser] = {}
        self.messages: list[Message] = []
        self.channels: dict[str, Channel] = {}
        self.complaints: list[str] = []
        self._numbers = itertools.count(1)

    def channel(self, name: str, *members: SlackUser) -> Channel:
        """A channel that the app is in, with these members."""
        made = self.channels[name] = Channel(name, {member.id for member in members})
        return made

    def direct(self, user: str) -> list[Message]:
        """The direct messages that the app sent to a user, those in threads included, oldest first."""
        place = self.direct_channel(user)
        return [message for message in self.messages if message.channel == place and not message.user]

    def message(self, channel: str, ts: str) -> Message | None:
        return next((m for m in self.messages if (m.channel, m.ts) == (channel, ts)), None)

    def thread(self, channel: str, ts: str) -> list[Message]:
        """A message and what stands below it, oldest first."""
        return [m for m in self.messages if m.channel == channel and ts in {m.ts, m.thread_ts}]

    def written(self, user: SlackUser, *, text: str, channel: str, thread: str) -> Message:
        """A person's own message, where they may write."""
        place = channel or self.direct_channel(user.id)
        assert not channel or user.id in self.channels[channel].members, f"{user.id} is not in {channel}"
        assert not thread or self.message(place, thread), f"there is no message {thread} in {place}"
        message = Message(place, self.stamp(), text, [], None, thread_ts=thread, user=user.id)
        self.messages.append(message)
        return message

    def told(self, message: Message, *, metadata: bool) -> Json:
        """A message as Slack tells of it."""
        shown = {"type": "message", "ts": message.ts, "text": message.text, "blocks": message.blocks}
        shown |= {"user": message.user or self.bot_user}
        below = len(self.thread(message.channel, message.ts)) - 1
        shown |= {"thread_ts": message.ts, "reply_count": below} if below else {}
        shown |= {"thread_ts": message.thread_ts} if message.thread_ts else {}
        return {**shown, "metadata": message.metadata} if metadata and message.metadata else shown

    def judged_message(self, message: Json) -> Json:
        """An answer in the response body: nobody hears of a refusal there, so it only becomes a complaint."""
        self.complaints += faults_in_message(message)
        return {**message, "blocks": self.numbered(message.get("blocks") or [])}

    def judge(self, faults: list[str], *, code: str) -> None:
        self.complaints += faults
        if faults:
            raise Refused(code, response_metadata={"messages": faults})

    def numbered(self, blocks: list[Json]) -> list[Json]:
        return [{"block_id": f"b{next(self._numbers)}", **block} for block in blocks]

    def stamp(self) -> str:
        return f"{int(self.clock())}.{next(self._numbers):06}"

    @staticmethod
    def direct_channel(user: str) -> str:
        return f"D{user[1:]}"

    # --- methods of the Web API -----------------------------------------------------------------------------------

    def post_message(self, given: Json) -> Json:
        named = self.channels.get(given.get("channel", ""))
        if named is not None and (named.archived or not named.joined):
            raise Refused("is_archived" if named.archived else "not_in_channel")
        channel = named.id if named is not None else self._conversation(given.get("channel", ""))
        thread = self._thread_of(given, channel=channel)
        self.judge(faults_in_message(given), code="invalid_blocks")
        blocks = self.numbered(given.get("blocks") or [])
        message = Message(channel, self.stamp(), given["text"], blocks, given.get("metadata"), thread_ts=thread)
        self.messages.append(message)
        return {"channel": channel, "ts": message.ts, "message": self.told(message, metadata=True)}

    def post_ephemeral(self, given: Json) -> Json:
        """For one member of a conversation that the app is in too; nothing of it is kept."""
        place, user = given.get("channel", ""), given.get("user", "")
        channel = self.channels.get(place) or Channel(
            place, {u for u in self.people if self.direct_channel(u) == place}
        )
        if not channel.members or not channel.joined:
            raise Refused("channel_not_found")
        if channel.archived:
            raise Refused("is_archived")
        if user not in channel.members or self.people[user].team != self.speaking:
            raise Refused("user_not_in_channel")
        thread = self._thread_of(given, channel=place)
        self.judge(faults_in_message(given), code="invalid_blocks")
        reader = self.people[user]
        reader.ephemerals.append(
            Ephemeral(reader, given["text"], self.numbered(given.get("blocks") or []), place, thread)
        )
        return {"message_ts": self.stamp()}

    def update_message(self, given: Json) -> Json:
        if given.get("channel", "")[:1] not in {"C", "D", "G"}:
            raise Refused("channel_not_found")
        message = self.message(given["channel"], given.get("ts", ""))
        if message is None:
            raise Refused("message_not_found")
        if message.user:
            raise Refused("cant_update_message")
        if len(given.get("text") or "") > 4000:
            raise Refused("msg_too_long")
        self.judge(faults_in_message(given), code="invalid_blocks")
        message.text, message.blocks = given["text"], self.numbered(given.get("blocks") or [])
        message.metadata = given.get("metadata", message.metadata) or None
        message.edits += 1
        return {"channel": message.channel, "ts": message.ts, "text": message.text}

    def open_conversation(self, given: Json) -> Json:
        return {"channel": {"id": self._conversation(given.get("users", ""))}}

    def history(self, given: Json) -> Json:
        """What stands in a conversation, newest first, without what stands in its threads."""
        found = [m for m in reversed(self.messages) if m.channel == given.get("channel") and not m.thread_ts]
        if not found and given.get("channel") not in [*map(self.direct_channel, self.people)]:
            raise Refused("channel_not_found")
        return self._page(found, given)

    def replies(self, given: Json) -> Json:
        """A message and what stands below it, oldest first."""
        found = self.thread(given.get("channel", ""), given.get("ts", ""))
        if not found or found[0].ts != given.get("ts"):
            raise Refused("thread_not_found")
        return self._page(found, given)

    def _page(self, found: list[Message], given: Json) -> Json:
        start, limit = int(given.get("cursor") or 0), min(int(given.get("limit") or 100), 999)
        with_metadata = str(given.get("include_all_metadata")).lower() in {"1", "true"}
        more = start + limit < len(found)
        return {
            "messages": [self.told(message, metadata=with_metadata) for message in found[start : start + limit]],
            "has_more": more,
            "response_metadata": {"next_cursor": str(start + limit) if more else ""},
        }

    def _thread_of(self, given: Json, *, channel: str) -> str:
        """The message that is replied to; Slack wants a whole `thread_ts` of a message above, or none."""
        if "thread_ts" not in given:
            return ""
        thread = given["thread_ts"]
        if not isinstance(thread, str) or not thread:
            self.complaints.append(f"thread_ts {thread!r}")
            raise Refused("invalid_arguments")
        above = self.message(channel, thread)
        if above is None:
            raise Refused("thread_not_found")
        if above.thread_ts:
            self.complaints.append("a reply to a reply")
        return thread

    def _conversation(self, channel: str) -> str:
        if channel in self.people and self.people[channel].team == self.speaking:
            return self.direct_channel(channel)
        if channel in map(self.direct_channel, self.people):
            return channel
        raise Refused("channel_not_found")
