"""The access token, kept fresh while a slot may be held: rule 15 of docs/writing-a-player.md."""

import base64
import json

MARGIN_MS = 30_000
SHORTEST_WAIT_MS = 1000


class Tokens:
    def __init__(self, source, clock):
        """`source()` brings `{"token": …, "expiresIn": seconds}`, of which the second may be missing; None without authorization."""
        self.source = source
        self.current = None
        self._clock = clock
        self._fresh_until = None
        self._expiry = None  # of a JWT, by the server's clock
        self._ahead = None  # what the server's clock is ahead of ours
        self._keeping = False
        self._timer = None

    def bring(self) -> None:
        brought = self.source()
        self.current = brought["token"]
        now = self._clock.now
        lifetime = brought.get("expiresIn")
        claims = jwt_claims(self.current) if lifetime is None else {}
        self._expiry = claims["exp"] * 1000 if "exp" in claims else None
        if lifetime is None and "exp" in claims and "iat" in claims:
            lifetime = claims["exp"] - claims["iat"]
        self._fresh_until = None if lifetime is None else now + lifetime * 1000
        self._schedule()

    def ensure(self, margin_ms: float) -> None:
        """Brings one if there is none that is good for so long."""
        if self.source is None:
            return
        stale = self._fresh_until is not None and self._clock.now + margin_ms >= self._fresh_until
        if self.current is None or stale:
            self.bring()

    def learn(self, server_ms: float | None) -> None:
        """The time of the server, from an answer."""
        if server_ms is not None:
            self._ahead = server_ms - self._clock.now
            self._schedule()

    def keep(self, on: bool) -> None:
        self._keeping = on
        self._schedule()

    def _schedule(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._expiry is not None and self._ahead is not None:
            self._fresh_until = self._expiry - self._ahead
        if not self._keeping or self._fresh_until is None:
            return
        left = self._fresh_until - self._clock.now
        if left > 0:
            self._timer = self._clock.after(max(left - min(MARGIN_MS, left / 2), SHORTEST_WAIT_MS), self.bring)


def jwt_claims(token: str) -> dict:
    try:
        claims = token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    except (IndexError, ValueError):
        return {}
