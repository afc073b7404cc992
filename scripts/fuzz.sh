#!/usr/bin/env bash
# Fuzzes a running service from outside, by its own OpenAPI document, with every check of schemathesis: no 5xx, and every
# answer as the document says.   npm start, and then: bash scripts/fuzz.sh [URL] [DOCUMENT]
#   URL       where the service listens (http://localhost:8080)
#   DOCUMENT  the OpenAPI document, a URL or a file (URL/openapi.json)
# Further settings: EXAMPLES requests an operation (100), SEED to repeat a run, EXCLUDED checks (none, with authorization: EXCLUDED=).
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

# By `npm start` there is no authorization, so requests without a token are right (ignored_auth, missing_required_header, and
# negative_data_rejection, which counts those); a cursor that nobody gave out is refused, which no schema can say
# (positive_data_acceptance); and an unknown method is a 404 of the gateway, not a 405 (unsupported_method).
EXCLUDED=${EXCLUDED-ignored_auth,missing_required_header,negative_data_rejection,positive_data_acceptance,unsupported_method}

case $document in http*) ;; *) document=$(realpath "$document") ;; esac
program=$PWD/$venv/bin/schemathesis
# It keeps what it found in a folder beside it.
cd .local
"$program" run "$document" --url "$url" --checks all ${EXCLUDED:+--exclude-checks "$EXCLUDED"} \
  --max-examples "${EXAMPLES:-100}" ${SEED:+--seed "$SEED"}
