# Sourced: which Docker client to use, and the images that deploy/ stands on.
export DOCKER_BUILDKIT=1
export SDK_IMAGE=${SDK_IMAGE:-mcr.microsoft.com/dotnet/sdk:10.0}
export ASPNET_IMAGE=${ASPNET_IMAGE:-mcr.microsoft.com/dotnet/aspnet:10.0}
export NATS_IMAGE=${NATS_IMAGE:-nats:2.10}
export DEBIAN_IMAGE=${DEBIAN_IMAGE:-debian:bookworm-slim}

docker_client() { # a client newer than its missing buildx plugin cannot build; the distribution's own can
  docker_cli=$(type -P docker || true)
  if [ -x /usr/bin/docker ] && ! "$docker_cli" buildx version >/dev/null 2>&1; then docker_cli=/usr/bin/docker; fi
}

docker() { "$docker_cli" "$@"; }
docker_client
