#!/usr/bin/env bash
# Does memory stay where it is? Sends mixed requests (sizes, formats in and out, jobs, some bad) to a service started for it on PORT (18080)
# and prints its resident memory after every tenth of them; fails where it is at last more than 10 % above what it was after the first.
#   SEGSERVICE_SOAK_MODEL (classic; a network is looked for in models/), SEGSERVICE_SOAK_SIDES (16,24,32,48,64,96),
#   SEGSERVICE_SOAK_REQUESTS (20,000), SEGSERVICE_SOAK_CLIENTS (4), SEGSERVICE_SOAK_PAUSE (0 s between a client's requests)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source build/apt.sh
address=http://127.0.0.1:${PORT:-18080}
/usr/bin/python3 -c 'import numpy, PIL' 2>/dev/null || apt_install "the soak's images" python3-numpy python3-pil
[ -n "${SEGSERVICE_SOAK_NO_BUILD:-}" ] || dotnet build src/SegService.Api -c Release -v quiet -clp:ErrorsOnly >&2
work=$(mktemp -d)
trap 'kill "${service:-}" 2>/dev/null; wait; rm -rf "$work"' EXIT

export ASPNETCORE_URLS=$address SegService__Jobs__DataDirectory=$work/data SegService__Jobs__Retention=00:01:00
export SegService__Models__Directory=$PWD/models Serilog__MinimumLevel__Default=Warning
dotnet artifacts/bin/SegService.Api/release/SegService.Api.dll >"$work/log" 2>&1 & service=$!
until curl --silent --fail --output /dev/null "$address/health/ready"; do kill -0 "$service"; sleep 0.5; done
/usr/bin/python3 build/soak.py "$address" "$service"
