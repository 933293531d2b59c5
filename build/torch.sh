# Sourced: lets TorchSharp's native library load where libstdc++ is older than gcc 13's (Debian 12).
# It asks for version GLIBCXX_3.4.32 on account of one symbol, which only makes sure that iostreams are initialised. So the symbol
# is provided by a library of three lines, and the version is marked as one that may be missing. The copy in the package cache
# is changed, so every later build has it; after a restore, once for each cache.

torch_symbol=_ZSt21ios_base_library_initv
torch_version=GLIBCXX_3.4.32

ensure_torch() {
  local library
  [ "$(uname -sm)" = "Linux x86_64" ] || return 0
  [ -z "$(find_libstdcxx_with "$torch_version")" ] || return 0
  for library in "${NUGET_PACKAGES:-$HOME/.nuget/packages}"/torchsharp/*/runtimes/linux-x64/native/libLibTorchSharp.so; do
    [ ! -e "$library" ] || grep -q libiosinit.so "$library" || mend_torch "$library"
  done
}

find_libstdcxx_with() {
  ldconfig -p | sed -n 's/.*libstdc++\.so\.6 (libc6,x86-64).* => //p' | xargs -r grep -l -F "$1" || true
}

mend_torch() {
  local library=$1 folder copy=$1.mending
  folder=$(dirname "$library")
  command -v patchelf >/dev/null && command -v g++ >/dev/null || apt_install "TorchSharp on this libstdc++" patchelf g++
  echo "$(basename "$0"): making $(basename "$library") loadable with this libstdc++" >&2
  printf '#include <ios>\nstatic std::ios_base::Init init;\nextern "C" void %s() {}\n' "$torch_symbol" |
    g++ -x c++ -shared -fPIC -O2 -o "$folder/libiosinit.so" -
  cp "$library" "$copy"
  patchelf --clear-symbol-version "$torch_symbol" "$copy"
  patchelf --add-needed libiosinit.so --set-rpath "\$ORIGIN:$folder" "$copy" # builds copy what the package has, which this library is not of
  allow_missing_version "$copy" "$torch_version"
  mv "$copy" "$library"
}

# In the table of needed versions each entry is the ELF hash of its name (4 bytes), then its flags (2 bytes): 2 means weak.
allow_missing_version() {
  local file=$1 bytes at
  bytes=$(printf '%08x' "$(elf_hash "$2")")
  at=$(LC_ALL=C grep -obUaP "\\x${bytes:6:2}\\x${bytes:4:2}\\x${bytes:2:2}\\x${bytes:0:2}\\x00\\x00" "$file" | head -n 1 | cut -d : -f 1)
  [ -n "$at" ] || fail "$(basename "$file") does not ask for $2 in the way this script knows"
  printf '\x02' | dd of="$file" bs=1 seek=$((at + 4)) conv=notrunc status=none
}

elf_hash() {
  local hash=0 high i
  for ((i = 0; i < ${#1}; i++)); do
    hash=$(((hash << 4) + $(printf '%d' "'${1:i:1}")))
    high=$((hash & 0xF0000000))
    hash=$(((hash ^ (high >> 24)) & 0x0FFFFFFF))
  done
  echo "$hash"
}
