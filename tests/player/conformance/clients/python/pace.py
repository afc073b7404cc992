"""How long to wait, and how long a lease lasts: rules 4 and 8 of docs/writing-a-player.md."""

import random
from datetime import datetime

from answers import Answer


def wait_ms(failures: int) -> float:
    """After so many failures in a row."""
    return min(1000 * 2 ** (failures - 1), 15_000) * (1 - random.random() / 2)


def lease_length_ms(answer: Answer, renew_after: float) -> float:
    try:
        expires = datetime.fromisoformat(answer.body["expiresAt"]).timestamp() * 1000
        length = expires - (answer.date_ms if answer.date_ms is not None else float("inf"))
    except (KeyError, ValueError):
        length = 0
    return length if length > 0 else 2 * renew_after
