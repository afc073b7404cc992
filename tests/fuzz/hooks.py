"""
What schemathesis is told besides the document (tests/fuzz/run.ts). Invented ids name nobody, so every start would end in a 404: what
is valid of a player's requests is led to one user and a few of their sessions, whom no request removes or blocks. What is
invalid stays as it is.
"""

import atexit
import json
import re
import zlib
from collections import Counter

import schemathesis

USER = "fuzz-viewer"
# The first one is on from the start, and never stopped.
SESSIONS = ["tv", "phone", "laptop", "tablet", "console"]
PLAYER = ["/requeststream", "/renewstream", "/stopstream", "/getstreams"]
END_OF_USER = ["/removeuser", "/revokestreams"]

answers = Counter()


def is_id(value, longest):
    return isinstance(value, str) and re.fullmatch(r"[ -~]{1,%d}" % longest, value) is not None


@schemathesis.hook
def before_call(context, case, kwargs):
    path = case.operation.path
    fields = case.query if case.method.upper() == "GET" else case.body
    if not isinstance(fields, dict) or not is_id(fields.get("id"), 255):
        return
    if path in PLAYER:
        fields["id"] = USER
        # It would end the session that is on from the start.
        if fields.get("replace") == "others":
            del fields["replace"]
        if is_id(fields.get("session"), 128):
            # The same for the same request, so that a seed repeats a run.
            sessions = SESSIONS[1:] if path == "/stopstream" else SESSIONS
            # Few different sessions are sent, so that of five the one that is on might never be renewed.
            if path == "/renewstream":
                sessions = SESSIONS[:2]
            fields["session"] = sessions[zlib.crc32(fields["session"].encode()) % len(sessions)]
    elif path in END_OF_USER and fields["id"] == USER:
        fields["id"] = "fuzz-stranger"


@schemathesis.hook
def after_call(context, case, response):
    answers[f"{case.method.upper()} {case.operation.path} {response.status_code}"] += 1


@atexit.register
def keep():
    with open("answers.json", "w") as file:
        json.dump(answers, file)
