"""Every error raised on purpose, by kind.

FolioscopeError          code, message; retryable = False
├── Invalid              the request cannot be right
├── Unauthenticated      nobody is known behind the request
├── Forbidden            somebody is, but may not do this
├── NotFound             no such thing, or not the caller's
├── Conflict             the thing is not in a state that allows it
├── LimitReached         too much, too fast or too large; carries retry_after
├── Stopped              cancelled by its owner, or fenced off; never an error page
└── BackendFailed        something outside failed
    └── BackendBusy      it may work later; retryable

A feature subclasses a kind beside the code that raises it and names the class for the fact
(``ThreadNotFound``). The kinds know no protocol: the doors keep a table each.
"""

from __future__ import annotations


class FolioscopeError(Exception):
    """Root of all errors raised on purpose.

    ``code`` is stable and made for programs: one a class, but for errors that are brought from
    elsewhere with their code. ``message`` is written for the person who reads it and holds
    nothing secret.
    """

    code: str = "internal"
    retryable: bool = False

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(FolioscopeError):
    """The request cannot be right, whatever the state."""

    code = "invalid"


class Unauthenticated(FolioscopeError):
    """Nobody is known behind the request."""

    code = "unauthenticated"


class Forbidden(FolioscopeError):
    """The caller is known and may not do this."""

    code = "forbidden"


class NotFound(FolioscopeError):
    """There is no such thing, or it is not the caller's: the two are told alike."""

    code = "not_found"


class Conflict(FolioscopeError):
    """The thing exists and is not in a state that allows it."""

    code = "conflict"


class LimitReached(FolioscopeError):
    """Too much, too fast or too large. ``retry_after`` is in seconds."""

    code = "limit_reached"

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Stopped(FolioscopeError):
    """The work was cancelled by its owner, or another attempt has taken it over."""

    code = "stopped"


class BackendFailed(FolioscopeError):
    """Something outside this program failed."""

    code = "backend_failed"


class BackendBusy(BackendFailed):
    """Something outside did not answer in time or is overloaded; it may work later."""

    code = "backend_busy"
    retryable = True

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after
