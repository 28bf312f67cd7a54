#!/usr/bin/env bash
# Brings the Debian packages that the tests start: a Redis and a PostgreSQL
# server and Chromium; with the word bench, those that the benchmark starts: a
# PostgreSQL server with PostGIS. What is there already is left alone; what
# cannot be had ends it with a plain sentence.
set -euo pipefail

what="The tests need"
missing=()
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
if [ "${1:-}" = bench ]; then
  what="The benchmark needs"
  compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null || missing+=(postgresql-postgis)
else
  command -v redis-server >/dev/null || missing+=(redis-server)
  command -v chromium >/dev/null || [ -x "${CHROMIUM:-}" ] || missing+=(chromium)
fi
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "$what ${missing[*]}, and you may not install here. Ask for: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
if ! command -v apt-get >/dev/null; then
  echo "$what ${missing[*]}, and this is not a Debian machine. Install them with its own package manager." >&2
  exit 1
fi
echo "Installing ${missing[*]} from Debian"
log=$(mktemp)
if ! { "${as_root[@]}" apt-get update -qq &&
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "$what ${missing[*]}, and Debian's packages could not be installed (see above)." >&2
  exit 1
fi
rm -f "$log"
