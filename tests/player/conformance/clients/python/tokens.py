"""Rule 15: a token that is good for long enough."""

import base64
import json

from answers import number


class Tokens:
    def __init__(self, source):
        self.source, self.brought = source, 0
        self.token = self.expires = self.refresh = self.exp = None

    def bring(self, now, server):
        entry = self.source[min(self.brought, len(self.source) - 1)]
        self.brought += 1
        self.token, self.expires, self.refresh, self.exp = entry["token"], None, None, None
        if number(entry.get("expiresIn")):
            self.expire(now, now + entry["expiresIn"] * 1000)
            return
        try:
            part = self.token.split(".")[1]
            self.exp = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))["exp"] * 1000
        except (IndexError, ValueError, KeyError, TypeError):
            pass
        self.learn(now, server)

    def expire(self, now, expires):
        lasts = expires - now
        self.expires, self.refresh = expires, expires - (30_000 if lasts >= 60_000 else lasts / 2)

    def learn(self, now, server):
        """The server's clock is known: server is what to add to ours."""
        if self.exp is not None and self.expires is None and server is not None:
            self.expire(now, self.exp - server)

    def ensure(self, now, server, until):
        due = self.expires is not None and (now >= self.refresh or self.expires < until)
        if self.source and (self.token is None or due):
            self.bring(now, server)
