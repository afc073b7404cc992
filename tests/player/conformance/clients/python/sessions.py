"""The session on the device: rules 1, 2 and 12 of docs/writing-a-player.md."""

import json
import secrets
from pathlib import Path

STOP_ON_ITS_WAY_MS = 60_000


class Sessions:
    def __init__(self, path: str, clock):
        self._path = Path(path)
        self._clock = clock

    def take(self) -> tuple[str, bool]:
        """The session to start with, and whether a stop of it may still be on its way."""
        try:
            kept = json.loads(self._path.read_text())
        except (OSError, ValueError):
            kept = {}
        session = kept.get("session") or secrets.token_hex(16)
        left = kept.get("left")
        self._write(session, None)
        return session, left is not None and 0 <= self._clock.wall - left < STOP_ON_ITS_WAY_MS

    def leave(self, session: str) -> None:
        """Whoever starts next has it; a stop was sent, and may arrive late."""
        self._write(session, self._clock.wall)

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)

    def _write(self, session: str, left: float | None) -> None:
        # All or nothing: a crash in the middle of it leaves what was there before.
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps({"session": session, "left": left}))
        draft.replace(self._path)
