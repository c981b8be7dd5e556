#!/usr/bin/env bash
# Installs what the tests from outside need: real clients, an oracle, an S3
# server; and what `make lint` needs.
# Everything but Debian packages goes below .cache, and what is there already is not
# fetched again. Run it as often as you like; `make test` does.
set -euo pipefail
cd "$(dirname "$0")/.."

cache="$PWD/.cache"
mkdir -p "$cache"

DUCKDB=1.5.5
CONNECTOR_J=9.3.0
VERSITYGW=v1.8.0
STATICCHECK=v0.8.2
PYTHON_PACKAGES=(PyMySQL==1.1.2 mysql-connector-python==9.4.0 cryptography "duckdb==$DUCKDB" pytest pyyaml jsonschema)
NODE_PACKAGES=(mysql2@3.15.3)
MYSQL_SUITE=sid

say()  { printf 'install: %s\n' "$*"; }
fail() { printf 'install: %s\n' "$@" >&2; exit 1; }

# have_debian lists the Debian packages whose programs are missing.
have_debian() {
  local missing=()
  command -v mariadb  >/dev/null || missing+=(mariadb-client)
  command -v mariadbd >/dev/null || [ -x /usr/sbin/mariadbd ] || missing+=(mariadb-server)
  command -v javac    >/dev/null || missing+=(default-jdk-headless)
  command -v mvn      >/dev/null || missing+=(maven)
  command -v node     >/dev/null || missing+=(nodejs)
  command -v npm      >/dev/null || missing+=(npm)
  command -v python3  >/dev/null || missing+=(python3)
  python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
  command -v unzip    >/dev/null || missing+=(unzip)
  echo "${missing[*]:-}"
}

debian() {
  local missing
  missing=$(have_debian)
  [ -z "$missing" ] && return
  command -v apt-get >/dev/null ||
    fail "these programs are missing: $missing" "install them with this system's package manager, then run $0 again"
  local sudo=""
  [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo=sudo; } ||
    fail "these Debian packages are missing: $missing" "as root: apt-get install $missing"
  say "Debian packages: $missing"
  # MariaDB's server is a reference to compare with. The tests start their own, so
  # RUNLEVEL=1 keeps its package from starting one.
  # shellcheck disable=SC2086
  $sudo apt-get update -q &&
    $sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -q -y --no-install-recommends $missing ||
    fail "apt-get could not install: $missing"
}

# once runs a step unless its stamp, which names the versions, is there.
once() {
  local name=$1 versions=$2; shift 2
  local stamp="$cache/.$name.stamp"
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$versions" ] && return
  say "$name: $versions"
  "$@"
  printf '%s' "$versions" >"$stamp"
}

# optional is once for what the tests can do without: the step says what it lacks.
optional() {
  local name=$1 versions=$2; shift 2
  local stamp="$cache/.$name.stamp"
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$versions" ] && return
  say "$name: $versions"
  if "$@"; then printf '%s' "$versions" >"$stamp"; fi
}

venv() {
  [ -x "$cache/venv/bin/python" ] || python3 -m venv "$cache/venv"
  "$cache/venv/bin/pip" install -q --disable-pip-version-check "${PYTHON_PACKAGES[@]}" ||
    fail "pip could not install ${PYTHON_PACKAGES[*]}" "is the package index reachable? (pip config list)"
}

# The engine's extensions come as Python wheels of its own version.
extension() {
  local name=$1 tmp
  tmp=$(mktemp -d)
  "$cache/venv/bin/pip" download -q --disable-pip-version-check --no-deps -d "$tmp" "duckdb-extension-$name==$DUCKDB" ||
    fail "pip could not download duckdb-extension-$name==$DUCKDB"
  unzip -q "$tmp"/*.whl -d "$tmp/wheel"
  mkdir -p "$cache/extensions"
  cp "$tmp/wheel/duckdb_extension_$name/extensions/v$DUCKDB/$name.duckdb_extension" "$cache/extensions/"
  rm -rf "$tmp"
}

versitygw() {
  GOBIN="$cache/bin" GOFLAGS= go install "github.com/versity/versitygw/cmd/versitygw@$VERSITYGW" ||
    fail "go could not install versitygw, the S3 server of the tests"
}

staticcheck() {
  GOBIN="$cache/bin" GOFLAGS= go install "honnef.co/go/tools/cmd/staticcheck@$STATICCHECK" ||
    fail "go could not install staticcheck"
}

node_modules() {
  mkdir -p "$cache/node"
  [ -f "$cache/node/package.json" ] || echo '{"private": true}' >"$cache/node/package.json"
  npm install --prefix "$cache/node" --no-audit --no-fund --loglevel=error "${NODE_PACKAGES[@]}" ||
    fail "npm could not install ${NODE_PACKAGES[*]}"
}

jars() {
  mkdir -p "$cache/jars"
  mvn -q -B dependency:copy -Dartifact="com.mysql:mysql-connector-j:$CONNECTOR_J" -DoutputDirectory="$cache/jars" ||
    fail "maven could not fetch Connector/J $CONNECTOR_J"
}

# mysql fetches a MySQL server, which decides where references disagree. A Debian
# that is not the newest has none, so the unstable suite's is taken with all its
# libraries, beside the system: apt with a state of its own fetches them from the
# mirrors that this system uses, and nothing of them is installed.
mysql() {
  local mirror
  command -v dpkg-deb >/dev/null && [ -f "$ARCHIVE_KEYS" ] || { say "mysql: only on Debian"; return 1; }
  for mirror in $(debian_mirrors); do
    rm -rf "$cache/mysql"
    mkdir -p "$cache/mysql"
    mysql_debs "$mirror" && mysql_unpack && mysql_data && rm -rf "$cache/mysql/apt" && return
  done
  say "mysql: not to be had from this system's mirrors; its tests are skipped" "$(tail -n 3 "$cache/mysql/log" 2>/dev/null)"
  rm -rf "$cache/mysql"
  return 1
}

ARCHIVE_KEYS=/usr/share/keyrings/debian-archive-keyring.gpg

# debian_mirrors lists where apt looks for this system's own suite.
debian_mirrors() {
  local suite
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  apt-get update --print-uris 2>/dev/null | sed -n "s#^'\(.*\)/dists/$suite/InRelease'.*#\1#p"
}

mysql_debs() {
  local at=$cache/mysql/apt
  mkdir -p "$at/state/lists/partial" "$at/cache/archives/partial"
  : >"$at/status"
  echo "deb [signed-by=$ARCHIVE_KEYS] $1 $MYSQL_SUITE main" >"$at/sources.list"
  cat >"$at/conf" <<-EOF
	Dir::Etc::SourceList "$at/sources.list";
	Dir::Etc::SourceParts "/dev/null";
	Dir::Etc::Preferences "/dev/null";
	Dir::Etc::PreferencesParts "/dev/null";
	Dir::State "$at/state";
	Dir::State::Status "$at/status";
	Dir::Cache "$at/cache";
	APT::Install-Recommends "false";
	APT::Sandbox::User "$(id -un)";
	Acquire::Languages "none";
	Acquire::Check-Valid-Until "false";
	Debug::NoLocking "true";
	EOF
  { apt-get -c "$at/conf" update -q && apt-get -c "$at/conf" install -q -y --download-only mysql-server-core; } >"$cache/mysql/log" 2>&1
}

mysql_unpack() {
  local deb
  mkdir -p "$cache/mysql/root"
  for deb in "$cache"/mysql/apt/cache/archives/*.deb; do
    dpkg-deb -x "$deb" "$cache/mysql/root" || return 1
  done
  rm -rf "$cache"/mysql/root/usr/share/{doc,man,perl,locale}
}

# mysql_data makes a data directory with the time zones, for the tests to copy.
mysql_data() {
  local root=$cache/mysql/root zones=$cache/mysql/zones.sql loader lib
  loader=$(echo "$root"/usr/lib/*/ld-linux-*.so.*)
  lib=$(dirname "$loader")
  { echo "USE mysql;"; "$loader" --library-path "$lib" "$root/usr/bin/mysql_tzinfo_to_sql" /usr/share/zoneinfo; } >"$zones"
  "$loader" --library-path "$lib" "$root/usr/sbin/mysqld" --no-defaults --initialize-insecure --user="$(id -un)" \
    --basedir="$root/usr" --lc-messages-dir="$root/usr/share/mysql" --datadir="$cache/mysql/data" --secure-file-priv=NULL \
    --lower-case-table-names=1 --init-file="$zones" >>"$cache/mysql/log" 2>&1
}

command -v go >/dev/null || fail "Go is missing; go.mod says which version is needed"
debian
once venv "${PYTHON_PACKAGES[*]}" venv
once httpfs "$DUCKDB" extension httpfs
once tpch "$DUCKDB" extension tpch
once tpcds "$DUCKDB" extension tpcds
once versitygw "$VERSITYGW" versitygw
once staticcheck "$STATICCHECK" staticcheck
once node "${NODE_PACKAGES[*]}" node_modules
once jars "$CONNECTOR_J" jars
optional mysql "mysql-server-core of $MYSQL_SUITE" mysql
say "all there, in .cache"
