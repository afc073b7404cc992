"""The picture that rests: rule 11 of docs/writing-a-player.md."""

PAUSE_MS = 1_800_000
END_MS = 15_000
CHECK_MS = 15_000
CHECKS = 4


class Picture:
    """Tells when a picture has rested for so long that its slot is given back, and when a dead one moves again."""

    def __init__(self, clock, release, play_again):
        self._clock = clock
        self._release = release
        self._play_again = play_again
        self._timer = None
        self._moves = True
        self._still = 0
        self._dead = False

    def plays(self) -> None:
        """The viewer has pressed play."""
        self._dead = False
        self._still = 0
        self._set(CHECK_MS, self._check)

    def paused(self) -> None:
        self._set(PAUSE_MS, self._release)

    def ended(self) -> None:
        self._set(END_MS, self._release)

    def stands(self) -> None:
        self._moves = False

    def moves(self) -> None:
        self._moves = True
        if self._dead:
            self._play_again()

    def rests(self) -> None:
        """Nothing is played any more."""
        self._set(None, None)

    def _check(self) -> None:
        # Checks are counted and not the time: none runs while the device sleeps.
        self._still = 0 if self._moves else self._still + 1
        if self._still > CHECKS:
            self._dead = True
            self._release()
        else:
            self._set(CHECK_MS, self._check)

    def _set(self, ms, run) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None if ms is None else self._clock.after(ms, run)
