#!/usr/bin/env bash
# Finds or fetches Docker's compose program (once) into artifacts/tools for the tests of deploy/'s compose files; prints its path.
# bookworm has only version 1, which knows neither --wait nor today's file format; trixie's 2 needs nothing newer than bookworm has.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source build/apt.sh
tools=$PWD/artifacts/tools
target=$tools/docker-compose
mkdir -p "$tools"
exec 9>"$tools/.compose.lock"; flock 9

installed() { # a plugin is a program of its own
  local folder
  for folder in "${DOCKER_CONFIG:-${HOME:-/root}/.docker}" /usr/local/lib/docker /usr/local/libexec/docker /usr/lib/docker /usr/libexec/docker; do
    [ ! -x "$folder/cli-plugins/docker-compose" ] || { echo "$folder/cli-plugins/docker-compose"; return; }
  done
  return 1
}

if [ ! -x "$target" ]; then
  if plugin=$(installed); then
    ln -sf "$plugin" "$target"
  else
    trixie_file docker-compose usr/libexec/docker/cli-plugins/docker-compose "$target"
  fi
fi
echo "$target"
