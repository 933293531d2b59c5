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

fetch() { # from Debian's archive into a scratch folder, without touching this machine's own package sources
  local work; work=$(mktemp -d)
  local source; source=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -m1 -oE 'https?://[^ ]+/debian/?( |$)') || :
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  echo "deb ${source:-http://deb.debian.org/debian} trixie main" >"$work/sources.list"
  local apt=(apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$work/lists"
    -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root)
  (cd "$work" && "${apt[@]}" update && "${apt[@]}" download nats-server/trixie && dpkg -x nats-server_*.deb .) >/dev/null ||
    fail "could not download nats-server from Debian trixie; put one on the PATH"
  mv "$work/usr/sbin/nats-server" "$target"
  rm -rf "$work"
}

if [ ! -x "$target" ]; then
  if type -P nats-server >/dev/null && nats-server --version | grep -qE 'v2\.(1[0-9]|[2-9][0-9])\.'; then
    ln -sf "$(type -P nats-server)" "$target"
  else
    type -P apt-get >/dev/null || fail "the NATS tests need a nats-server 2.10 or newer on the PATH"
    fetch
  fi
fi
echo "$target"
