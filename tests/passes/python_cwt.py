"""The library cwt as a program: checks or makes a token for each line of standard input."""

import base64
import json
import sys

import cwt
from cwt import COSEKey


def plain(value):
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    return value


def labelled(value):
    """JSON has names where CBOR has numbers."""
    if isinstance(value, dict):
        return {int(key): labelled(inner) for key, inner in value.items()}
    return value


def answer(given):
    keys = [
        COSEKey.from_symmetric_key(key.encode(), alg=given.get("alg", "HS256"), kid=kid)
        for kid, key in given["keys"].items()
    ]
    if given["ask"] == "make":
        token = cwt.encode(labelled(given["claims"]), keys[0], tagged=given["tagged"])
        return {"token": base64.urlsafe_b64encode(token).decode().rstrip("=")}
    token = base64.urlsafe_b64decode(given["token"] + "==")
    return {"claims": plain(cwt.decode(token, keys))}


for line in sys.stdin:
    try:
        result = answer(json.loads(line))
    except Exception as error:  # what it throws is what it says of the token
        result = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(result), flush=True)
