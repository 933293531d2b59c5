#!/usr/bin/env bash
# Installs what a benchmark compares with: build/bench-tools.sh NAME, or all. Does nothing where it is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source build/apt.sh

python() {
  local packages=(python3-skimage python3-scipy python3-opencv "$@")
  dpkg -s "${packages[@]}" >/dev/null 2>&1 || apt_install "what the benchmarks compare with" "${packages[@]}"
}

node_peer() { # its packages have their native parts in them: no install script has to run
  local folder=artifacts/peers/node
  command -v npm >/dev/null || apt_install "the Node.js peer" nodejs npm
  mkdir -p "$folder"
  cp benchmarks/peers/node/* "$folder/"
  npm install --prefix "$folder" --ignore-scripts --no-package-lock --no-audit --no-fund --silent
}

case $1 in
  stages) python ;;
  peers | all) python python3-fastapi python3-uvicorn python3-onnx; node_peer ;;
esac
