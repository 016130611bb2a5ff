"""A conversation as models want it: the rules apart, and turns that alternate."""

from __future__ import annotations

from collections.abc import Sequence

from folioscope.backends.llms.port import ChatMessage


def split_turns(messages: Sequence[ChatMessage]) -> tuple[str, list[ChatMessage]]:
    """What the system says, and the turns of user and assistant, beginning with the user's.

    Turns of one role in a row become one: several vendors and many chat templates refuse them.
    """
    system: list[str] = []
    turns: list[ChatMessage] = []
    for message in messages:
        # A lone half of a surrogate pair cannot be sent.
        content = message.content.encode("utf-8", "replace").decode()
        if message.role == "system":
            system.append(content)
        elif turns and turns[-1].role == message.role:
            turns[-1] = ChatMessage(message.role, f"{turns[-1].content}\n\n{content}")
        elif turns or message.role == "user":
            turns.append(ChatMessage(message.role, content))
    return "\n\n".join(system), turns
