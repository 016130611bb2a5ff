"""A profile on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from folioscope.features.resumes.values import entries_of, part_of, text_of, texts_of
from folioscope.platform.terminal.output import plain, print_table

MOST_SKILLS = 30  # that are shown


def state_of(one: Mapping[str, Any]) -> str:
    """By whom a profile was read, and whether its owner says otherwise."""
    by = {"rules": "by rules", "llm": "by a model", "hand": "by hand"}[one["source"]]
    return f"{by}, edited" if one["is_edited"] else by


def print_profile(name: str, resume: Mapping[str, Any]) -> None:
    """The outline of a career: roles, studies, skills, languages."""
    basics = part_of(resume, "basics")
    place = text_of(part_of(basics, "location").get("city"))
    head = [name, text_of(basics.get("label")), place, text_of(basics.get("email"))]
    click.echo(plain(" · ".join(filter(None, head)) or "Nothing is known of the person."))
    for section, keys in (
        ("work", ("position", "name")),
        ("education", ("studyType", "area", "institution")),
    ):
        rows = [
            [_dates(entry), ", ".join(filter(None, (text_of(entry.get(key)) for key in keys)))]
            for entry in entries_of(resume, section)
        ]
        if rows:
            click.echo()
            print_table((section, ""), rows)
    skills = [
        word for group in entries_of(resume, "skills") for word in texts_of(group.get("keywords"))
    ]
    spoken = [
        " ".join(filter(None, (text_of(one.get("language")), text_of(one.get("fluency")))))
        for one in entries_of(resume, "languages")
    ]
    for title, words in (("skills", skills[:MOST_SKILLS]), ("languages", spoken)):
        if words:
            click.echo(plain(f"\n{title}: {', '.join(words)}"))


def _dates(entry: Mapping[str, Any]) -> str:
    began, ended = text_of(entry.get("startDate")), text_of(entry.get("endDate"))
    return f"{began} – {ended or 'present'}" if began else ended
