"""A player, written from docs/writing-a-player.md alone. The clocks come from outside, and nothing here waits."""

import json
import random
import secrets
import threading
from datetime import datetime

from answers import Answer, milliseconds
from tokens import Tokens
from wire import Request

ASKS = ("asking", "playing", "uncertain", "unreachable")
REST = {"paused": 30 * 60_000, "ended": 15_000, "standing": 60_000}
GIVE_UP = 8000


def wait(n):
    """Rule 8: how long to wait after the n-th failure, in milliseconds."""
    return min(2 ** min(n - 1, 10), 15) * 1000 * (1 - random.random() / 2)


class Player:
    def __init__(self, line):
        self.lock = threading.RLock()
        self.url, self.user, self.device = line["url"], line["user"], line.get("device")
        self.path, self.goes_on = line["storage"], line["whenUnreachable"] == "play"
        self.tokens = Tokens(line.get("tokens") or [])
        self.now, self.wall = line["now"], line["wall"]
        self.state, self.reason, self.streams = "idle", None, []
        self.stream, self.confirmed, self.replace = None, None, []
        self.held = self.leased = self.last_was_no = self.retried = False
        self.lease_end = self.renew_after = self.due = 0
        self.failures = self.nos = self.no_at = self.play = 0
        self.flying, self.server = [], None
        self.looking, self.look_at = False, 0  # whether, and from when, to look if a stop came second
        self.stop_job = None  # the stop that may have to be sent again
        self.rest, self.rested, self.gave_back, self.closed = None, 0, False, False
        self.session, self.left = self.stored().get(self.user, (None, None))

    def stored(self):
        try:
            with open(self.path, encoding="utf-8") as file:
                return json.load(file)
        except (OSError, ValueError):
            return {}

    def save(self, session, left=None):
        self.session, self.left = session, left
        stored = {**self.stored(), self.user: (session, left)}
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump(stored, file)

    # What the viewer, the device and the picture do

    def clocks(self, now, wall, woke):
        slept = abs((wall - now) - (self.wall - self.now)) > 5000
        if self.rest and not woke and not slept:
            self.rested += now - self.now
        self.now, self.wall = now, wall
        if slept and self.state in ASKS and self.leased:
            self.due = now

    def start(self, stream, replace=()):
        self.rest, self.gave_back = None, False
        changed, self.stream = stream != self.stream, stream
        replace = [one for one in dict.fromkeys(replace) if one != self.session][:20]
        if replace or self.state not in ASKS:
            self.replace = replace
        if self.state in ASKS:
            if replace or (changed and not self.last_was_no):
                self.due = self.now
            return
        self.play += 1
        self.state, self.reason, self.streams, self.failures, self.retried = "asking", None, [], 0, False
        self.stop_job, self.due = None, self.now
        if self.nos > 1 and not self.replace:
            self.due = max(self.now, self.no_at + wait(self.nos - 1))

    def stop(self):
        if self.state in ("idle", "stopped"):
            self.gave_back = False
            return
        self.state, self.reason, self.streams, self.rest, self.gave_back = "stopped", None, [], None, False
        self.leased, self.looking, self.retried = False, False, False
        self.play += 1
        if self.held:
            self.send_stop(self.session)

    def picture(self, what):
        if what != "moving":
            self.rest, self.rested = what, 0
        elif self.gave_back:
            self.start(self.stream)
        else:
            self.rest = None

    def online(self):
        if self.state in ("uncertain", "unreachable"):
            self.due = self.now

    def close(self):
        self.closed = True  # the session is kept, whatever the answer
        return self.send_stop(self.session) if self.held else None

    # What is due

    def run(self):
        for request in [one for one in self.flying if self.now - one.sent >= GIVE_UP]:
            request.give_up()
            self.settle(request, None)
        if self.state == "uncertain" and self.now >= self.lease_end:
            self.state = "unreachable"
        if self.rest and self.rested >= REST[self.rest] and self.state in ASKS:
            self.stop()
            self.gave_back = True
        if self.held:
            self.tokens.ensure(self.now, self.server, self.now)
        if self.state in ASKS and not self.flying and self.now >= self.due:
            self.ask()
        if self.stop_job and self.stop_job["at"] is not None and self.now >= self.stop_job["at"]:
            self.send_stop(self.stop_job["session"], self.stop_job["sent"])

    def ask(self):
        if self.leased:
            body = {"stream": self.stream} if self.stream != self.confirmed else {}
            self.send("renewal", self.session, body)
            return
        if self.session is None:
            self.save(secrets.token_hex(16))
        body = {"stream": self.stream}
        body.update({"device": self.device} if self.device else {})
        body.update({"replace": self.replace} if self.replace else {})
        if self.left is not None and 0 <= self.wall - self.left < 60_000:
            self.looking = True
        self.held = True
        self.send("start", self.session, body)

    def send_stop(self, session, sent=0):
        self.stop_job = {"session": session, "sent": sent + 1, "at": None}
        if session == self.session:
            self.save(session, self.wall)  # before it is sent: the app may crash before it is answered
        return self.send("stop", session, {})

    # The requests

    def send(self, kind, session, body):
        until = self.now + self.renew_after if kind == "renewal" else self.now
        self.tokens.ensure(self.now, self.server, until)
        body = {**body, "id": self.user, "session": session}
        request = Request(kind, session, body, self.now, self.play, self.stop_job)
        self.flying.append(request)
        request.send(self.url, self.tokens.token, self.answer)
        return request

    def answer(self, request, answer):
        with self.lock:
            self.settle(request, answer)
            self.run()

    def settle(self, request, answer):
        """Takes an answer, or None if there was none or it was given up."""
        known = request in self.flying
        if known:
            self.flying.remove(request)
        if answer and answer.date is not None:
            self.server = answer.date - request.sent
            self.tokens.learn(self.now, self.server)
        lasts = request.kind == "renewal" and self.leased and self.now < self.lease_end
        meaning = answer.meaning(request.kind, lasts) if answer else None
        if request.kind == "stop":
            if known and not self.closed:
                self.stopped(request, meaning)
        elif request.play != self.play:
            if not known or request.kind != "start":
                return
            if meaning == "denied" and request.session == self.session:
                self.held = False
            elif meaning != "denied" and (self.state == "stopped" or request.session != self.session):
                self.send_stop(request.session)
        elif known and self.state in ASKS:
            self.answered(request, answer, meaning)

    def stopped(self, request, meaning):
        if meaning == "yes" and request.session == self.session:
            self.held = False
            self.save(None)  # after any other answer it is kept
        job = self.stop_job
        if job is None or request.job is not job:
            return
        if self.fresh_token(meaning):
            self.send_stop(request.session, job["sent"] - 1)
        elif meaning is None and job["sent"] < 3:
            job["at"] = min(self.now, request.sent + GIVE_UP) + 2000 * job["sent"] * (1 - random.random() / 2)
        else:
            self.stop_job, self.held = None, False

    def fresh_token(self, meaning):
        """After a first 401: brings another token. After a second one there is nothing more to try."""
        again = meaning == "token" and bool(self.tokens.source) and not self.retried
        self.retried = again
        if again:
            self.tokens.bring(self.now, self.server)
        return again

    def answered(self, request, answer, meaning):
        if self.fresh_token(meaning):
            self.send(request.kind, request.session, request.body)
            return
        if meaning == "yes":
            self.lease(request, answer)
        elif meaning is None:
            self.failures += 1
            since = min(self.now, request.sent + GIVE_UP)
            self.due = since + wait(self.failures) + (answer.wait() if answer else 0)
            self.state = "uncertain" if self.leased and self.now < self.lease_end else "unreachable"
        elif meaning == "ended" and self.looking and answer.body.get("reason") == "unknown":
            self.looking, self.leased, self.state, self.replace, self.due = False, False, "asking", [], self.now
            self.save(self.session)
        elif meaning == "denied" and self.last_was_no and request.body.get("replace", []) != self.replace:
            self.due = self.now  # the viewer picked meanwhile
        else:
            self.no(meaning, answer)

    def lease(self, request, answer):
        self.state, self.failures, self.nos, self.last_was_no = "playing", 0, 0, False
        self.leased, self.replace = True, []
        self.confirmed = request.body.get("stream", self.confirmed)
        self.renew_after = answer.body["renewAfter"] * 1000
        expires = milliseconds(lambda text: datetime.fromisoformat(text), answer.body.get("expiresAt"))
        lasts = expires - answer.date if expires is not None and answer.date is not None else 0
        self.lease_end = request.sent + (lasts if lasts > 0 else 2 * self.renew_after)
        if request.kind == "start":
            self.look_at = request.sent + 3000
        elif request.sent >= self.look_at:
            self.looking = False
        if not self.looking and self.left is not None:
            self.save(self.session)
        due = request.sent + self.renew_after
        due = min(due, self.look_at) if self.looking else due
        self.due = due if self.confirmed == self.stream else self.now

    def no(self, meaning, answer):
        self.nos, self.no_at, self.last_was_no = self.nos + 1, self.now, True
        self.state, self.leased, self.looking = "failed" if meaning == "token" else meaning, False, False
        self.replace = []
        self.reason = answer.code or str(answer.status)
        if meaning == "ended":
            self.reason = answer.body.get("reason")
            self.save(None)
        streams, helping = answer.body.get("streams"), answer.body.get("sessions")
        names = [one.get("session") for one in streams if isinstance(one, dict)] if isinstance(streams, list) else []
        self.held = self.state == "failed" or self.session in names
        self.streams = [name for name in names if name != self.session and (helping is None or name in helping)]

    def reply(self):
        may = self.state in ("playing", "uncertain") or not self.last_was_no and (
            self.state == "asking" or self.state == "unreachable" and self.goes_on)
        return {"state": self.state, "mayPlay": may, "session": self.session, "pending": len(self.flying),
                "tokens": self.tokens.brought, "reason": self.reason, "streams": self.streams}
