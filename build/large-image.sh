#!/usr/bin/env bash
# What one large image costs: build/large-image.sh MODEL SIDE [FORMAT]. Makes a SIDE x SIDE 8-bit tiled TIFF of discs (SIDE a multiple of
# 2048), sends it to a service started for it on PORT (8080) and prints the stages and the most memory the process ever held. Networks are
# found where SegService__Models__Directory says. FORMAT is labels-tiff where left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
model=$1 side=$2 format=${3:-labels-tiff} address=http://127.0.0.1:${PORT:-8080}
build/format-readers.sh
dotnet build src/SegService.Api -c Release -v quiet -clp:ErrorsOnly >&2
work=$(mktemp -d)
trap 'kill "${service:-}" 2>/dev/null; rm -rf "$work"' EXIT

/usr/bin/python3 - "$side" "$work/image.tif" <<'PYTHON'
import sys
import numpy
import tifffile

random = numpy.random.RandomState(1)
scene = random.randint(15, 30, (2048, 2048)).astype("uint8")
y, x = numpy.mgrid[-14:15, -14:15]
for _ in range(900):
    height, width = random.randint(6, 13, 2)
    top, left = random.randint(2, 2048 - 30, 2)
    scene[top : top + 29, left : left + 29][(x / width) ** 2 + (y / height) ** 2 <= 1] = random.randint(110, 220)
tifffile.imwrite(sys.argv[2], numpy.tile(scene, (int(sys.argv[1]) // 2048,) * 2), tile=(256, 256), compression="zlib")
PYTHON

export ASPNETCORE_URLS=$address SegService__Limits__MaxRequestBytes=1000000000 SegService__Limits__RequestTimeout=00:59:00
dotnet artifacts/bin/SegService.Api/release/SegService.Api.dll >"$work/log" & service=$!
until curl --silent --fail --output /dev/null "$address/health/ready"; do kill -0 "$service"; sleep 0.5; done
grep VmHWM "/proc/$service/status" | sed 's/VmHWM:/idle:/'
curl --silent --dump-header "$work/headers" --output "$work/result" --write-out 'HTTP %{http_code} in %{time_total} s\n' \
  --header 'Content-Type: application/octet-stream' --data-binary "@$work/image.tif" \
  "$address/v1/segmentations?model=$model&format=$format&scale=${SCALE:-1}"
grep -i server-timing "$work/headers"
grep VmHWM "/proc/$service/status" | sed 's/VmHWM:/peak:/'
