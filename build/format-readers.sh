#!/usr/bin/env bash
# Installs what tests read our results with: ImageJ and a screen in memory for it, and scikit-image and Shapely for Debian's own
# Python. Does nothing where they are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source build/apt.sh
packages=(imagej curl xvfb xauth python3-skimage python3-shapely)
dpkg -s "${packages[@]}" >/dev/null 2>&1 || apt_install "reading our formats" "${packages[@]}"
