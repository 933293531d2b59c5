#!/usr/bin/env bash
# Makes sure that a Docker engine answers and that the base images of deploy/ are there; safe to run again.
#   no engine, Debian or Ubuntu, root: installs and starts the distribution's
#   no registry to pull from:          builds stand-ins of the same names from Debian's packages and this machine's .NET
# A stand-in is Debian 12 where the real .NET images are Ubuntu 24.04; everything deploy/ relies on exists in both.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source build/docker-env.sh
source build/apt.sh

start_engine() {
  command -v dockerd >/dev/null || apt_install "Docker" docker.io iptables
  docker_client
  docker info >/dev/null 2>&1 && return
  setsid dockerd >/tmp/dockerd.log 2>&1 </dev/null 9>&- &
  timeout 60 bash -c "until '$docker_cli' info >/dev/null 2>&1; do read -rt 0.3 <> <(:) || :; done" ||
    { tail -20 /tmp/dockerd.log >&2; fail "dockerd does not answer"; }
}

have() { # image: here already, or pulled
  docker image inspect "$1" >/dev/null 2>&1 || timeout 300 "$docker_cli" pull -q "$1" >/dev/null 2>&1
}

debian() { # image suite
  have "$1" && return
  command -v debootstrap >/dev/null || apt_install "a stand-in for $1" debootstrap
  local root; root=$(mktemp -d)
  debootstrap --variant=minbase --include=ca-certificates,libicu72,libssl3,libstdc++6,tzdata,zlib1g "$2" "$root" >"$root.log" 2>&1 ||
    { tail "$root.log" >&2; fail "debootstrap $2"; }
  # What this machine trusts, so that packages can be fetched from inside a build as from outside.
  cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
  tar -C "$root" --exclude='./var/cache/apt/archives/*.deb' --exclude='./var/lib/apt/lists/*' -c . | docker import - "$1" >/dev/null
  rm -rf "$root" "$root.log"
}

dotnet_images() { # sdk-image aspnet-image
  have "$1" && have "$2" && return
  debian "$DEBIAN_IMAGE" bookworm
  local dotnet; dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  docker build -q -t "$2" --target aspnet --build-arg DEBIAN_IMAGE -f build/dotnet-stand-in.Dockerfile "$dotnet" >/dev/null
  docker build -q -t "$1" --target sdk --build-arg DEBIAN_IMAGE -f build/dotnet-stand-in.Dockerfile "$dotnet" >/dev/null
}

nats_image() { # image
  have "$1" && return
  debian "$DEBIAN_IMAGE" bookworm
  docker build -q -t "$1" --network host --build-arg DEBIAN_IMAGE - <build/nats-stand-in.Dockerfile >/dev/null
}

mkdir -p artifacts/tools
exec 9>artifacts/tools/.docker.lock; flock 9
start_engine
dotnet_images "$SDK_IMAGE" "$ASPNET_IMAGE"
nats_image "$NATS_IMAGE"
