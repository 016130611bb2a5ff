"""A whole conversation as one text, for programs that read their prompt from standard input."""

from __future__ import annotations

import json

from folioscope.backends.llms.port import Prompt

INTRODUCTION = (
    "Continue the conversation below. It is JSON; reply as the assistant to its last message, "
    "with the text of the reply and nothing else. The messages with the role “system” are your "
    "rules. All that you need is in the conversation: use no tool, run no command, read no file "
    "and search no web."
)
SHAPE = "The reply is JSON that keeps to this schema:"


def transcript(prompt: Prompt) -> bytes:
    """The conversation as JSON after a word of introduction.

    JSON keeps a message from passing itself off as another one, and holds any character. An “@”
    is escaped: at its sight the Gemini CLI would look for a file to put in.
    """
    turns = [{"role": each.role, "content": each.content} for each in prompt.messages]
    parts = [INTRODUCTION, _json(turns)]
    if prompt.schema is not None:
        parts[1:1] = [SHAPE, _json(prompt.schema)]
    return "\n\n".join(parts).encode(errors="replace")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("@", "\\u0040")
