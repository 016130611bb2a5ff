"""Who writes into the audit log: what people answer for is noted, and nothing is by accident."""

from __future__ import annotations

import ast
from pathlib import Path

from docs.generate import SOURCE

NOTED = {
    "accounts.joining": {"invite", "withdraw", "sign_up"},
    "accounts.key_making": {"make_key", "revoke_key"},
    "accounts.logging_in": {"login", "login_failed", "logout"},
    "accounts.me_routes": {"logout"},
    "accounts.looking_after": {"role", "suspend", "restore", "password"},
    "accounts.welcome": {"link_issuer", "sign_up"},
    "audit.reading": {"read"},
    "erasure.service": {"erase"},
    "erasure.user_routes": {"delete_user"},
    "knowledge.base_settings": {"blind", "unblind"},
    "knowledge.service": {"delete"},
    "knowledge.unmasking": {"unmask"},
    "sharing.service": {"share", "unshare"},
    "visiting.service": {"change_link", "publish", "unpublish"},
}
"""Every module that writes, and what. A new one is added here when somebody answers for it."""

READERS = {"knowledge.unmasking", "resumes.routes"}
"""What shows files, pages and profiles to others than their owners, and says so."""

OWN = {"audit.repository", "audit.routes", "audit.reading"}


def trees() -> dict[str, ast.Module]:
    found = sorted(SOURCE.glob("features/*/*.py"))
    return {f"{path.parent.name}.{path.stem}": ast.parse(path.read_text()) for path in found}


def imported(tree: ast.Module) -> set[str]:
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("folioscope.")
        for alias in node.names
    }


def texts(tree: ast.Module) -> set[str]:
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def notes(tree: ast.Module) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "note"
    ]


def test_every_writer_of_the_log_is_known_and_notes_what_it_is_to() -> None:
    writers = {
        name: tree for name, tree in trees().items() if "AuditLog" in imported(tree) and notes(tree)
    }
    assert writers.keys() == NOTED.keys()
    missing = {name: NOTED[name] - texts(tree) for name, tree in writers.items()}
    assert not any(missing.values()), missing


def test_what_is_noted_in_so_many_words_is_what_is_listed() -> None:
    for name, actions in NOTED.items():
        said = {
            call.args[0].value
            for call in notes(trees()[name])
            if call.args and isinstance(call.args[0], ast.Constant)
        }
        assert said <= actions, name


def test_every_way_to_a_whole_file_or_profile_of_another_says_so() -> None:
    readers = {name for name, tree in trees().items() if "note_read" in imported(tree)}
    assert readers == READERS


def test_nobody_writes_rows_of_the_log_around_it() -> None:
    around = [
        name
        for name, tree in trees().items()
        if "AuditEntry" in imported(tree) and name != "audit.repository"
    ]
    assert [name for name in around if not _only_reads(name)] == []


def _only_reads(name: str) -> bool:
    folder, _, module = name.partition(".")
    source = Path(SOURCE / "features" / folder / f"{module}.py").read_text()
    return "AuditEntry(" not in source
