# Sourced: how the scripts install what a bare Debian or Ubuntu lacks.

fail() { echo "$(basename "$0"): $*" >&2; exit 1; }

apt_install() { # what-for package...
  local purpose=$1; shift
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    fail "$purpose needs the packages: $*. Install them (Debian: sudo apt-get install $*) and run this again."
  fi
  echo "$(basename "$0"): installing $* ($purpose)" >&2
  export DEBIAN_FRONTEND=noninteractive
  # One at a time: apt-get does not wait for another one, and CI makes the image while it tests.
  { flock 8 && apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } 8>/var/lock/segservice-apt >/dev/null ||
    fail "could not install $* ($purpose); install them by hand and run this again."
}
