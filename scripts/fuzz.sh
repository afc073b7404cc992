#!/usr/bin/env bash
# Fuzzes a running service from outside, by its own OpenAPI document, with every check of schemathesis: no 5xx, and every
# answer as the document says.   npm start, and then: bash scripts/fuzz.sh [URL] [DOCUMENT]
#   URL       where the service listens (http://localhost:8080)
#   DOCUMENT  the OpenAPI document, a URL or a file (URL/openapi.json)
# Further settings: EXAMPLES requests an operation (100), SEED to repeat a run.
set -euo pipefail
cd "$(dirname "$0")/.."

VERSION=4.32.5
venv=.local/schemathesis-$VERSION
url=${1:-http://localhost:8080}
document=${2:-$url/openapi.json}

if [ ! -x "$venv/bin/schemathesis" ]; then
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$VERSION"
fi

"$venv/bin/schemathesis" run "$document" --url "$url" --checks all --max-examples "${EXAMPLES:-100}" ${SEED:+--seed "$SEED"}
