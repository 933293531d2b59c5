#!/usr/bin/env bash
# Fetches a nats-server into artifacts/tools (once) for the tests that run it as a child process; prints its path.
# bookworm's is too old (it loses streams, and ignores newer settings silently); trixie's needs nothing newer than bookworm has.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source build/apt.sh
tools=$PWD/artifacts/tools
target=$tools/nats-server
mkdir -p "$tools"
exec 9>"$tools/.nats.lock"; flock 9

if [ ! -x "$target" ]; then
  if type -P nats-server >/dev/null && nats-server --version | grep -qE 'v2\.(1[0-9]|[2-9][0-9])\.'; then
    ln -sf "$(type -P nats-server)" "$target"
  else
    trixie_file nats-server usr/sbin/nats-server "$target"
  fi
fi
echo "$target"
