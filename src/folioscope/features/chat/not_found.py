"""How a language model says that the passages do not hold the answer, and how that is heard."""

from __future__ import annotations

NOT_FOUND = "NOT-IN-DOCUMENTS"
"""Asked for by the rules of the mode ``strict``; nobody ever sees it."""

# What models put around a word that is to stand alone.
_DRESSING = " \t\r\n*_`\"'“”«»#>[("
LONGEST_HELD = 64


class NotFoundFilter:
    """Lets an answer through but for the marker, which it holds back until it is whole.

    An answer that begins with it is an abstention: nothing of it comes out. Anywhere else the
    marker is left out. What comes out in all does not depend on how the text was cut.
    """

    def __init__(self) -> None:
        self.abstained = False
        self._held = ""
        self._has_spoken = False

    def feed(self, text: str) -> str:
        """Take a piece and return what is certain by now."""
        return "".join(map(self._step, text))

    def close(self) -> str:
        """Return the rest: nothing more comes."""
        rest, self._held = self._held, ""
        return rest

    def _step(self, letter: str) -> str:
        if self.abstained:
            return ""
        self._held += letter
        bare = self._held if self._has_spoken else self._held.lstrip(_DRESSING)
        if bare == NOT_FOUND:
            self.abstained = not self._has_spoken
            self._held = ""
        if NOT_FOUND.startswith(bare) and len(self._held) <= LONGEST_HELD:
            return ""
        return "" if not self._held else self._release()

    def _release(self) -> str:
        """What cannot be the marker; its beginning may be at the end of what is held."""
        self._has_spoken = True
        cut = next(
            at for at in range(1, len(self._held) + 1) if NOT_FOUND.startswith(self._held[at:])
        )
        released, self._held = self._held[:cut], self._held[cut:]
        return released
