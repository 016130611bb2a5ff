"""Google's Gemini CLI as a model: one question without a terminal, and no tools."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from folioscope.backends.llms.command_events import CommandPatience, Told
from folioscope.backends.llms.command_failures import CommandMissing, Vendor, login_needed
from folioscope.backends.llms.command_line import (
    CommandLineModel,
    Invocation,
    located,
)
from folioscope.backends.llms.port import Usage

VENDOR = Vendor("Gemini CLI", "gemini", "npm install -g @google/gemini-cli@latest", "gemini")
HOME = "GEMINI_CLI_HOME"
NOTHING = "folioscope-nothing"  # the name of no tool, server, extension or file

_OPTIONS = ("--output-format=stream-json", "--approval-mode=default", f"--extensions={NOTHING}")
# They stand above those of the user and of any folder. A list with a name that nothing has
# allows nothing; an empty one would allow everything.
_SETTINGS: Mapping[str, Any] = {
    "tools": {"core": [NOTHING]},
    "mcp": {"allowed": [NOTHING]},
    "context": {"fileName": NOTHING},
    "skills": {"enabled": False},
    "hooksConfig": {"enabled": False},
    "experimental": {"enableAgents": False},
    "general": {"enableAutoUpdate": False, "disableAutoUpdate": True},
    "telemetry": {"enabled": False},
    "privacy": {"usageStatisticsEnabled": False},
}


class GeminiCli:
    """How the Gemini CLI is run and read."""

    vendor = VENDOR

    def invocation(self, model: str, api_key: str, folder: Path) -> Invocation:
        """Options and settings that leave it nothing but text."""
        settings = folder / "settings.json"
        security: dict[str, Any] = {"folderTrust": {"enabled": False}}
        environment = {
            "GEMINI_CLI_SYSTEM_SETTINGS_PATH": str(settings),
            "GEMINI_CLI_TRUST_WORKSPACE": "true",
        }
        if HOME in os.environ:
            environment[HOME] = os.environ[HOME]
        if api_key:
            environment["GEMINI_API_KEY"] = api_key
            security["auth"] = {"selectedType": "gemini-api-key"}
        settings.write_text(json.dumps({**_SETTINGS, "security": security}), encoding="utf-8")
        # It looks for such a file from its folder upwards and stops at the first.
        (folder / ".env").touch()
        chosen = [f"--model={model}"] if model else []
        return Invocation([*_OPTIONS, *chosen], environment)

    def reader(self) -> Callable[[Mapping[str, Any]], Told]:
        """Reads the events of one answer."""
        return _take


def _take(event: Mapping[str, Any]) -> Told:
    told = Told()
    match event:
        case {"type": "message", "role": "assistant", "content": str(text)}:
            told = Told(text=text)
        case {"type": "tool_use" | "tool_result"}:
            told = Told(act=str(event.get("tool_name") or "a tool"))
        case {"type": "error"}:
            told = Told(trouble=str(event.get("message", "")))
        case {"type": "result", "status": "success"}:
            told = Told(usage=_usage(event.get("stats")), ended=True)
        case {"type": "result"}:
            told = Told(trouble=str(event.get("error") or "failed"), ended=True)
    return told


def open_gemini_cli(
    command: str = "gemini",
    model: str = "",
    api_key: str = "",
    patience: CommandPatience | None = None,
) -> CommandLineModel:
    """The Gemini CLI by its name or path; without a key it uses its own login."""
    return CommandLineModel(GeminiCli(), command, model, api_key, patience)


def why_not_ready(command: str = "gemini", api_key: str = "") -> str:
    """Why it cannot answer, as far as can be told without starting it; empty if it can."""
    try:
        located(command, VENDOR)
    except CommandMissing as error:
        return error.message
    home = Path(os.environ.get(HOME) or "~").expanduser() / ".gemini"
    if api_key or (home / "oauth_creds.json").is_file() or _has_chosen_login(home):
        return ""
    return login_needed(VENDOR, key_set=False).message


def _has_chosen_login(home: Path) -> bool:
    try:
        return "selectedType" in (home / "settings.json").read_text(errors="replace")
    except OSError:
        return False


def _usage(stats: object) -> Usage | None:
    match stats:
        case {"input_tokens": int(read), "output_tokens": int(written)}:
            return Usage(read, written)
    return None
