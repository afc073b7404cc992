"""Drives the player for the conformance suite: a line of JSON in, a line of JSON out."""

import json
import sys

from player import Player


def main():
    player, last = None, None
    for text in sys.stdin:
        line = json.loads(text)
        do = line["do"]
        if do == "open":
            player = Player(line)
        with player.lock:
            player.clocks(line["now"], line["wall"], do == "wake")
            if do == "start":
                player.start(line["stream"], line.get("replace") or ())
            elif do == "picture":
                player.picture(line["is"])
            elif do in ("stop", "online"):
                getattr(player, do)()
            elif do == "close":
                last = player.close()
            if do not in ("open", "look", "close"):
                player.run()
            print(json.dumps(player.reply()), flush=True)
        if do == "close":
            if last:
                last.out.wait(5)
            return


main()
