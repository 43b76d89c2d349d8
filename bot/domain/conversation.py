"""Where in a chat somebody wrote to the bot in their own words, so that the answer stands there too."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conversation:
    """`place` is the platform's channel or conversation, `thread` the message above, empty outside a thread.

    In a `shared` one others read along, so answers go to the asker alone.
    """

    place: str
    thread: str = ""
    shared: bool = False
