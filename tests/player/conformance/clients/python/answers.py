"""Requests over HTTP, and what an answer means: "The requests" and "The answers" of docs/writing-a-player.md."""

import http.client
import json
import re
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

LONGEST_RETRY_AFTER_MS = 300_000


@dataclass(frozen=True)
class Answer:
    """An HTTP response; `status` 0 means that none came."""

    status: int = 0
    body: dict = field(default_factory=dict)
    is_problem: bool = False
    date_ms: float | None = None
    retry_after: str = ""

    @property
    def retry_after_ms(self) -> float:
        """How long the service asks to wait: seconds, or a date that is compared with the answer's own."""
        try:
            wait = float(self.retry_after) * 1000
        except ValueError:
            until = date_ms(self.retry_after)
            wait = 0 if until is None or self.date_ms is None else until - self.date_ms
        return min(max(wait, 0), LONGEST_RETRY_AFTER_MS)

    def meaning(self, lease_lasts: bool = False) -> str:
        """`granted`, `denied`, `gone`, `refused`, or `silence` for all that decides nothing."""
        code = self.body.get("code")
        if self.status == 200:
            renew_after = self.body.get("renewAfter")
            return "granted" if isinstance(renew_after, int | float) and renew_after > 0 else "silence"
        if self.status in (408, 429) or not 400 <= self.status < 500:
            return "silence"
        if self.is_problem and code:
            known = {"stream-limit-reached": "denied", "user-blocked": "denied", "stream-ended": "gone"}
            return known.get(code, "refused")
        from_gateway = "message" in self.body
        if from_gateway and (self.status == 401 or (self.status == 403 and not lease_lasts)):
            return "refused"
        return "silence"

    @property
    def ends_stop(self) -> bool:
        return "session" in self.body if self.status == 200 else self.meaning() != "silence"


def date_ms(text: str) -> float | None:
    """The milliseconds since 1970 of an HTTP date, or None."""
    try:
        return parsedate_to_datetime(text).timestamp() * 1000
    except (TypeError, ValueError):
        return None


class Connection:
    """One request. It is made in a thread of its own, and may be given up from another one."""

    def __init__(self, url: str, endpoint: str, body: dict, token: str | None):
        parts = urlsplit(url)
        self._path = f"{parts.path.rstrip('/')}/{endpoint}"
        self._body = json.dumps(body)
        self._headers = {"content-type": "application/json"}
        if token:
            self._headers["authorization"] = f"Bearer {token}"
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.netloc)

    def send(self) -> Answer:
        try:
            self._connection.request("POST", self._path, self._body, self._headers)
            response = self._connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException):
            return Answer()
        finally:
            self._connection.close()
        media_type = response.headers.get("content-type", "")
        return Answer(
            status=response.status,
            body=json_object(text) if re.match(r"application/(problem\+)?json\b", media_type, re.I) else {},
            is_problem=re.match(r"application/problem\+json\b", media_type, re.I) is not None,
            date_ms=date_ms(response.headers.get("date", "")),
            retry_after=response.headers.get("retry-after", ""),
        )

    def give_up(self) -> None:
        if self._connection.sock:
            try:
                self._connection.sock.shutdown(2)
            except OSError:
                pass  # It has ended meanwhile.


def json_object(text: bytes) -> dict:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
