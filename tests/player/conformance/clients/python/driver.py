"""The driver of the client: "The driver" of docs/writing-a-player.md. One line in, one line out; requests run in threads."""

import json
import sys
import threading

from answers import Answer, Connection
from player import Player

TIMEOUT_MS = 8000


class Timer:
    def __init__(self, at, run):
        self.at, self.run, self.cancelled = at, run, False

    def cancel(self):
        self.cancelled = True


class Clock:
    """The time, as the suite tells it."""

    def __init__(self):
        self.now = self.wall = 0
        self._timers = []

    def after(self, ms, run) -> Timer:
        timer = Timer(self.now + ms, run)
        self._timers.append(timer)
        return timer

    def run_due(self):
        while due := sorted((t for t in self._timers if t.at <= self.now and not t.cancelled), key=lambda t: t.at):
            self._timers.remove(due[0])
            due[0].run()
        self._timers = [timer for timer in self._timers if not timer.cancelled]


class Driver:
    def __init__(self):
        self.lock = threading.Lock()
        self.idle = threading.Condition(self.lock)
        self.clock = Clock()
        self.pending = 0
        self.brought = 0
        self.player = None
        self.url = ""

    def exchange(self, endpoint, body, token, receive):
        """Sends a request in a thread of its own. It is answered, or given up after eight seconds of the suite's clock."""
        connection = Connection(self.url, endpoint, body, token)
        self.pending += 1
        open_ = True

        def settle(answer):
            nonlocal open_
            if not open_:
                return
            open_ = False
            timer.cancel()
            receive(answer)
            self.pending -= 1
            self.idle.notify_all()

        def give_up():
            connection.give_up()
            settle(Answer())

        def run():
            answer = connection.send()
            with self.lock:
                settle(answer)

        timer = self.clock.after(TIMEOUT_MS, give_up)
        threading.Thread(target=run, daemon=True).start()

    def open(self, line):
        self.url = line["url"]
        tokens = line.get("tokens")

        def source():
            self.brought += 1
            return tokens[min(self.brought, len(tokens)) - 1]

        self.player = Player(
            line["user"],
            line["storage"],
            self.clock,
            self.exchange,
            device=line.get("device"),
            source=source if tokens else None,
            when_unreachable=line["whenUnreachable"],
        )

    def obey(self, line):
        self.clock.now, self.clock.wall = line["now"], line["wall"]
        player = self.player
        match line["do"]:
            case "open":
                self.open(line)
            case "start":
                player.start(line["stream"], line.get("replace", ()))
            case "stop":
                player.stop()
            case "time":
                self.clock.run_due()
            case "wake":
                player.wake()
            case "online":
                player.online()
            case "close":
                player.close()
            case "picture":
                show = player.picture
                {"paused": show.paused, "ended": show.ended, "standing": show.stands, "moving": show.moves}[line["is"]]()

    def standing(self):
        player = self.player
        return {
            "state": player.state,
            "mayPlay": player.may_play,
            "session": player.session,
            "pending": self.pending,
            "tokens": self.brought,
            "reason": player.reason,
            "streams": player.streams,
        }

    def run(self):
        for text in sys.stdin:
            line = json.loads(text)
            with self.lock:
                self.obey(line)
                print(json.dumps(self.standing()), flush=True)
                if line["do"] == "close":
                    self.idle.wait_for(lambda: self.pending == 0)
                    return


Driver().run()
