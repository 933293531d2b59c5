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

trixie_file() { # package path-in-package target: one file of a Debian 13 package, without touching this machine's own package sources
  type -P apt-get >/dev/null || fail "$(basename "$3") is fetched from Debian trixie's $1; put one into $(dirname "$3")"
  local work; work=$(mktemp -d)
  local source; source=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -m1 -oE 'https?://[^ ]+/debian/?( |$)') || :
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  echo "deb ${source:-http://deb.debian.org/debian} trixie main" >"$work/sources.list"
  local apt=(apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$work/lists"
    -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root)
  (cd "$work" && "${apt[@]}" update && "${apt[@]}" download "$1/trixie" && dpkg -x "$1"_*.deb .) >/dev/null ||
    fail "could not download $1 from Debian trixie; put $(basename "$3") into $(dirname "$3")"
  mv "$work/$2" "$3"
  rm -rf "$work"
}
