"""A client of Streamgate: the states and the rules of docs/writing-a-player.md, without a thread, a clock or a picture of its own."""

from answers import Answer
from pace import lease_length_ms, wait_ms
from picture import Picture
from sessions import Sessions
from tokens import Tokens

LIVE = ("asking", "playing", "uncertain", "unreachable")
LOOK_MS = 3000
SLEPT_MS = 5000
STOP_TRIES = 3
NEVER = float("inf")


class Player:
    def __init__(self, user, storage, clock, exchange, device=None, source=None, when_unreachable="play"):
        """`exchange(endpoint, body, token, receive)` sends a request, and calls `receive(answer)` within eight seconds."""
        self.state = "idle"
        self.session = None
        self.reason = None
        self.streams = []
        self.tokens = Tokens(source, clock)
        self.picture = Picture(clock, self.stop, lambda: self.start(self.stream))
        self.stream = ""
        self._user, self._clock, self._exchange, self._device = user, clock, exchange, device
        self._when_unreachable = when_unreachable
        self._sessions = Sessions(storage, clock)
        self._replace = []
        self._lease = None
        self._lease_end = self._ask_at = NEVER
        self._refused = False  # the latest answer was a no
        self._failures = self._noes = 0
        self._no_at = 0
        self._may_be_held = False
        self._look = False  # a stop may be on its way that ends what is started now
        self._asking = self._stopping = False  # a request of that kind is under way
        self._run = 0  # grows with each start and stop: an answer to an older one is not for the new one
        self._timer = self._stop_timer = None
        self._drift = None

    @property
    def may_play(self) -> bool:
        waits = self.state == "unreachable" and self._when_unreachable == "stop"
        return self.state in LIVE and not self._refused and not waits

    def start(self, stream, replace=()) -> None:
        self.stream = stream
        self.picture.plays()
        if self.state in LIVE:
            if replace:
                self._replace = list(replace)
            if replace or (self._lease and self._lease["stream"] != stream):
                self._ask_at = self._clock.now
        else:
            self._run += 1
            self._replace = list(replace)
            self._failures = 0
            held_back = self._noes > 1 and not replace
            self._ask_at = self._no_at + wait_ms(self._noes - 1) if held_back else self._clock.now
            self._cancel_stop()
            self._move("asking")
        self.tick()

    def stop(self) -> None:
        self._run += 1
        self.picture.rests()
        self._lease = None
        if self.state != "idle":
            self._move("stopped")
        if self.session and self._may_be_held:
            self._look = True
            self._send_stop(1, self._run)

    def close(self) -> None:
        """The app closes: a stop goes out, and the session is left to the next start."""
        if self.session and self._may_be_held:
            self._sessions.leave(self.session)
            self._post("stopstream", self.session, {}, lambda answer: None)
        self._run += 1
        self._move("stopped")

    def wake(self) -> None:
        """The app is in the foreground, or the device woke from sleep."""
        if self._slept():
            self._ask_at = self._clock.now
        self.tick()

    def online(self) -> None:
        if self.state != "playing":
            self._ask_at = self._clock.now
        self.wake()

    def tick(self) -> None:
        """Does what is due, and sets the timer for what is next."""
        now = self._clock.now
        if self.state == "uncertain" and now >= self._lease_end:
            self._move("unreachable")
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self.state not in LIVE:
            return
        if now >= self._ask_at and not self._asking and not self._stopping:
            self._ask()
        due = [at for at in (NEVER if self._asking else self._ask_at, self._lease_end) if now < at < NEVER]
        if due:
            self._timer = self._clock.after(min(due) - now, self.tick)

    def _ask(self) -> None:
        if self.session is None:
            self.session, self._look = self._sessions.take()
        self._hold(True)
        self._asking = True
        session, run, sent = self.session, self._run, self._clock.now
        stream, replace, lease = self.stream, self._replace, self._lease

        def receive(answer: Answer) -> None:
            self._asking = False
            if run == self._run:
                self._receive(answer, sent, stream, replace, lease)
            elif not lease and answer.meaning() != "denied":
                # The viewer has stopped meanwhile, and the stop may have come first.
                self._post("stopstream", session, {}, lambda answer: None)
            self.tick()

        if lease:
            change = {"stream": stream} if stream != lease["stream"] else {}
            self._post("renewstream", session, change, receive, lease["renewAfter"] * 1000)
        else:
            device = {"device": self._device} if self._device else {}
            giving = {"replace": replace} if replace else {}
            self._post("requeststream", session, {"stream": stream, **device, **giving}, receive)

    def _receive(self, answer: Answer, sent, stream, replace, lease) -> None:
        lasts = lease is not None and self.state != "unreachable"
        meaning = answer.meaning(lasts)
        if meaning == "granted":
            self._granted(answer, sent, stream, lease)
        elif meaning == "silence":
            self._failures += 1
            self._ask_at = self._clock.now + answer.retry_after_ms + wait_ms(self._failures)
            silent = {"asking": "unreachable", "playing": "uncertain"}
            self._move(silent.get(self.state, self.state))
        elif meaning == "denied" and self._refused and replace is not self._replace:
            self._ask_at = self._clock.now  # The viewer has picked who gives way while this was under way.
        elif meaning == "gone" and self._look and answer.body.get("reason", "unknown") == "unknown":
            self._look = False
            self._lease = None
            self._ask_at = self._clock.now
            self._move("asking")
        else:
            self._no(meaning, answer)

    def _granted(self, answer: Answer, sent, stream, lease) -> None:
        self._lease = answer.body
        self._replace = []
        self._refused = False
        self._failures = self._noes = 0
        if lease:
            self._look = False
        renew_after = answer.body["renewAfter"] * 1000
        self._lease_end = sent + lease_length_ms(answer, renew_after)
        due = sent + (min(renew_after, LOOK_MS) if self._look else renew_after)
        self._ask_at = due if stream == self.stream else self._clock.now
        self._slept()
        self._move("playing")

    def _no(self, meaning: str, answer: Answer) -> None:
        self._lease = None
        self._refused = True
        self._noes += 1
        self._no_at = self._clock.now
        code = answer.body.get("code", str(answer.status))
        self._hold(meaning == "refused")
        if meaning == "gone":
            self._forget()
        self._move({"denied": "denied", "gone": "ended", "refused": "failed"}[meaning])
        self.reason = answer.body.get("reason", "unknown") if meaning == "gone" else code
        self.streams = [on["session"] for on in answer.body.get("streams", [])] if meaning == "denied" else []

    def _send_stop(self, tries: int, run: int) -> None:
        self._stopping = True

        def receive(answer: Answer) -> None:
            self._stopping = False
            if run == self._run:
                if answer.ends_stop:
                    self._forget()
                elif tries == STOP_TRIES:
                    self._sessions.leave(self.session)
                    self.session = None
                    self._hold(False)
                else:
                    self._stop_timer = self._clock.after(wait_ms(tries + 1), lambda: self._send_stop(tries + 1, run))
            self.tick()

        self._post("stopstream", self.session, {}, receive)

    def _post(self, endpoint, session, body, receive, margin_ms=0) -> None:
        """Sends a request with a good token; after a 401, the same once more with a fresh one."""
        self.tokens.ensure(margin_ms)
        asked = {"id": self._user, "session": session, **body}

        def first(answer: Answer) -> None:
            self.tokens.learn(answer.date_ms)
            if answer.status == 401 and self.tokens.source:
                self.tokens.bring()
                self._exchange(endpoint, asked, self.tokens.current, receive)
            else:
                receive(answer)

        self._exchange(endpoint, asked, self.tokens.current, first)

    def _move(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.reason = None
            self.streams = []

    def _hold(self, may: bool) -> None:
        self._may_be_held = may
        self.tokens.keep(may)

    def _forget(self) -> None:
        self._sessions.forget()
        self.session = None
        self._hold(False)

    def _cancel_stop(self) -> None:
        if self._stop_timer:
            self._stop_timer.cancel()
            self._stop_timer = None

    def _slept(self) -> bool:
        """Whether the two clocks have moved apart since it was last called."""
        before, self._drift = self._drift, self._clock.wall - self._clock.now
        return before is not None and abs(self._drift - before) > SLEPT_MS
