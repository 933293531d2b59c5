#!/usr/bin/env bash
# Builds the CPU image from the checkout; prints its name. Arguments go to `docker build` (--build-arg GPU=true, -t …).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build/docker.sh
source build/docker-env.sh
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
docker build --network host -f deploy/Dockerfile -t "segservice:$version" \
  --build-arg SDK_IMAGE --build-arg ASPNET_IMAGE --build-arg VERSION="$version" \
  --build-arg REVISION="$(git rev-parse HEAD 2>/dev/null || echo unknown)" "$@" . >&2
echo "segservice:$version"
