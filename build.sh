#!/usr/bin/env bash
# The one entry point for people and CI: ./build.sh <command> [arguments]. `./build.sh help` lists the commands.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
source build/apt.sh
source build/torch.sh

# OpenCV's native library is linked against these; a bare Debian or Ubuntu server lacks them.
native_libraries=(libgtk-3.so.0 libfreetype.so.6 libharfbuzz.so.0 libdrm.so.2 libatomic.so.1)
native_packages=(libgtk-3-0 libfreetype6 libharfbuzz0b libdrm2 libatomic1)

ensure_native() {
  local cached library
  cached=$(ldconfig -p)
  for library in "${native_libraries[@]}"; do
    grep -q "$library" <<<"$cached" || { apt_install "OpenCV" "${native_packages[@]}"; return; }
  done
}

ensure_sdk() {
  command -v dotnet >/dev/null || { echo "build.sh: the .NET 10 SDK is missing: https://dotnet.microsoft.com/download" >&2; exit 1; }
}

run() { # starts the service; arguments go to it
  ensure_sdk; ensure_native
  export SegService__Models__Directory=${SegService__Models__Directory:-$PWD/models} # `dotnet run` changes the folder
  ASPNETCORE_URLS=${ASPNETCORE_URLS:-http://localhost:8080} dotnet run --project src/SegService.Api -c Release -- "$@"
}

train() { # trains a model: --model unet-extended --fold 0 --minutes 140 --resume; see docs/training.md
  # Large tensors are kept, not given back to the system after each step: nearly twice as fast.
  export MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=68719476736 MALLOC_TOP_PAD_=268435456
  trainer train "$@"
}

trainer() { # the trainer's other commands: export, calibrate, quantise, ablate, preview, views; `trainer --help` lists them
  ensure_sdk; ensure_native
  dotnet restore training/SegService.Training -v quiet; ensure_torch
  dotnet build training/SegService.Training -c Release --no-restore -v quiet -clp:ErrorsOnly
  dotnet artifacts/bin/SegService.Training/release/SegService.Training.dll "$@"
}

evaluate() { # scores a model on annotated images: --model classic --data <stage1_train.zip or folder>; see docs/evaluation.md
  ensure_sdk; ensure_native
  dotnet build tools/SegService.Evaluate -c Release -v quiet -clp:ErrorsOnly
  dotnet artifacts/bin/SegService.Evaluate/release/SegService.Evaluate.dll "$@"
}

bench() { # measures speed: [service | stages | batching | startup | accept | peers] [--rounds 7] [--turn 4]; see docs/performance.md
  ensure_sdk; ensure_native
  build/bench-tools.sh "${1:-all}"
  dotnet build benchmarks/SegService.Benchmarks -c Release -v quiet -clp:ErrorsOnly
  dotnet publish src/SegService.Api -c Release -r linux-x64 --no-self-contained -v quiet -clp:ErrorsOnly -o artifacts/benchmarks/service # as the image has it
  dotnet artifacts/bin/SegService.Benchmarks/release/SegService.Benchmarks.dll "$@"
}

large() { # what one large image costs: MODEL SIDE [FORMAT], for instance classic 16384; see docs/performance.md
  ensure_sdk; ensure_native
  build/large-image.sh "$@"
}

test() { # every test; arguments go to `dotnet test` (for instance --filter Name~Rle)
  ensure_sdk; ensure_native
  [ "${CI:-}" != true ] || command -v chromium >/dev/null || apt_install "the page's tests" chromium
  local results=artifacts/test-results status=0
  rm -rf "$results"
  dotnet restore SegService.sln -v quiet; ensure_torch
  dotnet build SegService.sln -c Release --no-restore -v quiet
  dotnet test SegService.sln -c Release --no-build --logger trx --results-directory "$results" "$@" || status=$?
  summary "$results" || status=1
  return "$status"
}

survive() { # kills the service (or, `survive nats`, parts of a cluster) while jobs are posted: SEGSERVICE_KILL_JOBS (300), SEGSERVICE_KILLS (10)
  ensure_sdk; ensure_native
  local tests=.KillTests
  [ "${1:-}" != nats ] || { tests=.NatsKillTests; build/nats.sh >/dev/null; shift; }
  dotnet test tests/SegService.Api.Tests -c Release --filter "FullyQualifiedName~$tests" --logger "console;verbosity=detailed" "$@"
}

soak() { # sends 20,000 mixed requests to a service of its own and checks that its memory stays: SEGSERVICE_SOAK_REQUESTS, docs/operations.md
  ensure_sdk; ensure_native
  build/soak.sh
}

image() { # builds the container image (brings Docker up if need be); arguments go to `docker build`
  build/image.sh "$@"
}

publish() { # the service as a folder, with its bill of materials (CycloneDX): artifacts/publish
  ensure_sdk
  local folder=artifacts/publish
  rm -rf "$folder"
  dotnet publish src/SegService.Api -c Release -v quiet -o "$folder"
  dotnet tool restore >/dev/null
  dotnet tool run dotnet-CycloneDX src/SegService.Api/SegService.Api.csproj --disable-package-restore --output "$folder" --filename sbom.cdx.json \
    --output-format Json --set-name SegService --set-type Application --set-version "$(dotnet msbuild src/SegService.Api -getProperty:Version)" >/dev/null
  cp -r models "$folder/"
  echo "$folder: $(grep -c '"purl"' "$folder/sbom.cdx.json") packages in sbom.cdx.json"
}

audit() { # known vulnerabilities of every package; ends with 3 where the package source knows of none at all
  ensure_sdk
  build/audit.sh
}

summary() { # adds up the counters of every project's results; ends with the one line CI reads
  cat "$1"/*.trx 2>/dev/null | awk '
    { while (match($0, /(total|passed|failed|error|timeout|aborted)="[0-9]+"/)) {
        split(substr($0, RSTART, RLENGTH), pair, "\""); sub("=", "", pair[1]); n[pair[1]] += pair[2]
        $0 = substr($0, RSTART + RLENGTH) } }
    END { failed = n["failed"] + n["error"] + n["timeout"] + n["aborted"]
          printf "%d passed, %d failed, %d skipped\n", n["passed"], failed, n["total"] - n["passed"] - failed
          exit failed > 0 || n["passed"] == 0 }'
}

help() { # this list
  sed -n 's/^\([a-z]*\)() { # \(.*\)/  \1\t\2/p' "$0" | grep -v '^  \(summary\)' | expand -t 12
}

command=${1:-help}
case $command in
  run | train | trainer | evaluate | bench | large | test | survive | soak | image | publish | audit | help) shift || true; "$command" "$@" ;;
  *) echo "build.sh: unknown command '$command'" >&2; help >&2; exit 2 ;;
esac
