"""The how-tos by task, each under the title that it gives itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "howto"
GROUPS: Mapping[str, Sequence[str]] = {
    "Bring documents in": (
        "watch-a-folder",
        "ocr",
        "hidden-text",
        "profiles-of-cvs",
        "facts",
        "export-a-base",
        "invent-cvs",
    ),
    "Ask": (
        "use-the-page",
        "search",
        "search-in-several-languages",
        "citations",
        "modes",
        "follow-ups-and-kept-answers",
        "ask-over-the-pool",
        "conversations",
    ),
    "Jobs and people": (
        "job-boards",
        "job-offers",
        "export-offers",
        "fit",
        "coach",
        "blind-bases",
        "erase",
    ),
    "Choose models": (
        "connect-a-model",
        "run-a-local-model",
        "use-an-openai-compatible-model",
        "answer-with-a-command-line",
        "choose-a-model",
        "choose-a-vector-store",
        "rerank",
        "evaluate",
    ),
    "Let others in": (
        "accounts",
        "api-keys",
        "single-sign-on",
        "share",
        "ask-my-resume",
        "limits",
    ),
    "Run it": (
        "deploy",
        "run-several-processes",
        "back-up",
        "logs-metrics-traces",
        "upgrade",
    ),
    "Build on it": (
        "stream",
        "call-the-pipeline",
        "langchain",
        "langchain",
        "add-a-backend",
        "add-a-feature",
        "test-with-faults",
        "fuzz",
    ),
}


def index() -> str:
    """Lists of links by task."""
    titles = {path.stem: _title(path) for path in sorted(FOLDER.glob("*.md"))}
    return "\n\n".join(_group(group, names, titles) for group, names in groups(titles))


def unlisted() -> list[str]:
    """The how-tos that no task has."""
    listed = {name for names in GROUPS.values() for name in names}
    return sorted({path.stem for path in FOLDER.glob("*.md")} - listed)


def groups(titles: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Each task with those of its how-tos that there are, and what is of none."""
    for group, names in GROUPS.items():
        yield group, [name for name in names if name in titles]
    if others := unlisted():
        yield "More", others


def _group(group: str, names: Sequence[str], titles: Mapping[str, str]) -> str:
    links = "\n".join(f"- [{titles[name]}](howto/{name}.md)" for name in names)
    return f"### {group}\n\n{links}"


def _title(path: Path) -> str:
    return path.read_text().partition("\n")[0].removeprefix("# ")
