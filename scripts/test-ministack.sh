#!/usr/bin/env bash
# The tests of the table on a second engine: MiniStack, which returns the item with a refused condition, as DynamoDB does.
# It needs python3 with venv, and no Docker. Arguments go to jest. It ends what it started, also on failure.
set -euo pipefail
cd "$(dirname "$0")/.."

requirements=scripts/python/emulator.txt
venv=.local/ministack-$(sha256sum "$requirements" | cut -c1-12)

if [ ! -x "$venv/bin/ministack" ]; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
fi

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
folder=$(mktemp -d)
GATEWAY_PORT=$port BIND_HOST=127.0.0.1 IOT_MTLS_ENABLED=0 SFTP_ENABLED=0 STATE_DIR=$folder TMPDIR=$folder LOG_LEVEL=ERROR \
  "$venv/bin/ministack" >"$folder/log" 2>&1 &
pid=$!
trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; rm -rf "$folder"' EXIT

for _ in $(seq 300); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then ready=yes && break; fi
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.2
done
if [ -z "${ready:-}" ]; then
  echo "MiniStack did not start:" >&2
  cat "$folder/log" >&2
  exit 1
fi

[ $# -gt 0 ] || set -- tests/table tests/property
DYNAMODB_ENDPOINT="http://127.0.0.1:$port" npm test -- "$@"
