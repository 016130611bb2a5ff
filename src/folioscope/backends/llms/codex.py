"""OpenAI's Codex CLI as a model: ``codex exec``, with all that it could do besides turned off."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from folioscope.backends.llms.command_events import CommandPatience, Told
from folioscope.backends.llms.command_failures import CommandMissing, Vendor, login_needed
from folioscope.backends.llms.command_line import (
    EMPTY,
    CommandLineModel,
    Invocation,
    located,
)
from folioscope.backends.llms.port import Usage

VENDOR = Vendor("Codex CLI", "codex exec -", "npm install -g @openai/codex@latest", "codex login")
HOME = "CODEX_HOME"

# Items that are no act. Whatever else an event names is one, what is not known yet included.
_HARMLESS = frozenset({"agent_message", "reasoning", "plan", "todo_list", "error"})
_TURNED_OFF = (
    "shell_tool",
    "unified_exec",
    "shell_snapshot",
    "multi_agent",
    "apps",
    "plugins",
    "hooks",
    "memories",
    "image_generation",
)
_SETTINGS = (
    'approval_policy="never"',
    'web_search="disabled"',
    "tools.view_image=false",
    "project_doc_max_bytes=0",
    "project_root_markers=[]",
    *(f"features.{name}=false" for name in _TURNED_OFF),
)
_OPTIONS = (
    "exec",
    "--json",
    "--color=never",
    "--sandbox=read-only",
    "--skip-git-repo-check",
    "--ephemeral",
    "--ignore-user-config",
    "--ignore-rules",
    *(f"--config={setting}" for setting in _SETTINGS),
)


class Codex:
    """How Codex is run and read."""

    vendor = VENDOR

    def invocation(self, model: str, api_key: str, folder: Path) -> Invocation:
        """Options that leave it nothing but text; the prompt is on standard input (``-``)."""
        chosen = [f"--model={model}"] if model else []
        environment = {HOME: os.environ[HOME]} if HOME in os.environ else {}
        if api_key:
            environment["CODEX_API_KEY"] = api_key
        return Invocation([*_OPTIONS, f"--cd={folder / EMPTY}", *chosen, "-"], environment)

    def reader(self) -> Callable[[Mapping[str, Any]], Told]:
        """Reads the events of one answer."""
        return _Events().take


class _Events:
    """Items come whole, or grow; several messages make one answer."""

    def __init__(self) -> None:
        self._seen: dict[str, str] = {}

    def take(self, event: Mapping[str, Any]) -> Told:
        told = Told()
        match event:
            case {"type": "turn.completed"}:
                told = Told(usage=_usage(event.get("usage")), ended=True)
            case {"type": "turn.failed"}:
                told = Told(trouble=_message(event.get("error")) or "failed", ended=True)
            case {"type": "error"}:
                told = Told(trouble=_message(event))
            case {"item": {"type": "agent_message", "text": str(text), **rest}}:
                told = Told(text=self._new(str(rest.get("id")), text))
            case {"item": {"type": str(kind)}} if kind not in _HARMLESS:
                told = Told(act=kind)
        return told

    def _new(self, item: str, text: str) -> str:
        seen = self._seen.get(item, "")
        if not text.startswith(seen) or text == seen:
            return ""
        gap = "\n\n" if self._seen and item not in self._seen else ""
        self._seen[item] = text
        return gap + text[len(seen) :]


def open_codex(
    command: str = "codex",
    model: str = "",
    api_key: str = "",
    patience: CommandPatience | None = None,
) -> CommandLineModel:
    """The Codex CLI by its name or path; without a key it uses its own login."""
    return CommandLineModel(Codex(), command, model, api_key, patience)


def why_not_ready(command: str = "codex", api_key: str = "") -> str:
    """Why it cannot answer, as far as can be told without starting it; empty if it can."""
    try:
        located(command, VENDOR)
    except CommandMissing as error:
        return error.message
    home = Path(os.environ.get(HOME) or "~/.codex").expanduser()
    if api_key or (home / "auth.json").is_file() or _keeps_login_elsewhere(home):
        return ""
    return login_needed(VENDOR, key_set=False).message


def _keeps_login_elsewhere(home: Path) -> bool:
    try:
        return "cli_auth_credentials_store" in (home / "config.toml").read_text(errors="replace")
    except OSError:
        return False


def _message(error: object) -> str:
    return str(error.get("message", "")) if isinstance(error, dict) else ""


def _usage(usage: object) -> Usage | None:
    match usage:
        case {"input_tokens": int(read), "output_tokens": int(written)}:
            return Usage(read, written)
    return None
