"""What an answer of the service means."""

import json
from datetime import timezone
from email.utils import parsedate_to_datetime


REFUSALS = {"stream-limit-reached": "denied", "user-blocked": "denied", "stream-ended": "ended"}


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e9


def milliseconds(parse, text):
    """The moment that a text stands for, or None."""
    try:
        moment = parse(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp() * 1000
    except (TypeError, ValueError, AttributeError, OverflowError):
        return None


class Answer:
    def __init__(self, status, headers, text):
        self.status = status
        self.retry_after = headers.get("retry-after")
        self.date = milliseconds(parsedate_to_datetime, headers.get("date"))
        media = (headers.get("content-type") or "").split(";")[0].strip().lower()
        self.body = {}
        if media in ("application/json", "application/problem+json"):
            try:
                body = json.loads(text)
                self.body = body if isinstance(body, dict) else {}
            except ValueError:
                pass
        code = self.body.get("code")
        self.code = code if media == "application/problem+json" and isinstance(code, str) else None
        self.gateway = media == "application/json" and "message" in self.body and "code" not in self.body

    def meaning(self, kind, lease_lasts):
        """The table of answers: yes, denied, ended, token, failed, or None if nothing was decided."""
        if self.status == 200:
            good = isinstance(self.body.get("session"), str) if kind == "stop" else number(self.body.get("renewAfter"))
            return "yes" if good else None
        if self.status == 401:
            return "token" if self.code or self.gateway else None
        if self.status == 403 and self.gateway:
            return None if lease_lasts else "failed"
        if not self.code or self.status in (408, 429) or not 400 <= self.status < 500:
            return None
        return REFUSALS.get(self.code, "failed")

    def wait(self):
        """Retry-After, in milliseconds."""
        text = (self.retry_after or "").strip()
        if text.isascii() and text.isdigit():
            return min(int(text[:9]) * 1000, 300_000)
        moment = milliseconds(parsedate_to_datetime, text)
        return 0 if moment is None or self.date is None else min(max(moment - self.date, 0), 300_000)
