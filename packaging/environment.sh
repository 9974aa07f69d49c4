# Shared by packaging/run and packaging/test: finds a Python, makes an environment, installs
# what is needed. Sourced by bash; `root` is the checkout.

: "${HOME:=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6)}"
export HOME

say() { printf 'dgrid-studio: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# A Python that can run the studio: 3.11 to 3.13, with venv and an SQLite that searches CJK.
usable_python() {
  "$1" - >/dev/null 2>&1 <<'PY'
import sys, ensurepip, venv, sqlite3, ssl
assert (3, 11) <= sys.version_info[:2] <= (3, 13)
sqlite3.connect(":memory:").execute("create virtual table t using fts5(x, tokenize='trigram')")
PY
}

# Prints the path of a Python; $1: a version such as 3.13 (default: any).
find_python() {
  local wanted=${1:-} candidate
  local versions=${wanted:-3.13 3.12 3.11}
  {
    [ -n "$wanted" ] || printf '%s\n' "${DGRID_STUDIO_PYTHON:-}" python3
    for version in $versions; do
      printf '%s\n' "python$version" "/usr/bin/python$version" "/usr/local/bin/python$version"
      for candidate in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version"*/bin/python \
        "$HOME"/.local/share/uv/python/cpython-"$version"*/bin/python3; do
        printf '%s\n' "$candidate"
      done
    done
  } | while read -r candidate; do
    [ -n "$candidate" ] && candidate=$(command -v "$candidate" 2>/dev/null) || continue
    if usable_python "$candidate"; then
      "$candidate" -c 'import sys; print(sys.executable)'
      break
    fi
  done
}

python_or_die() {
  local python
  python=$(find_python "${1:-}")
  [ -n "$python" ] || die "Python 3.11, 3.12 or 3.13 with venv is needed and was not found." \
    "On Debian or Ubuntu: sudo apt-get install python3 python3-venv"
  printf '%s\n' "$python"
}

# Installs Debian packages that are missing: $@ is the list. Other systems bring Qt's libraries.
need_packages() {
  command -v dpkg-query >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1 || return 0
  local package missing=()
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
      missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local install=(apt-get install -y --no-install-recommends "${missing[@]}")
  if [ "$(id -u)" = 0 ]; then
    say "installing system libraries: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update && "${install[@]}"; } >&2 || die "the system libraries could not be installed."
  elif [ -t 0 ] && command -v sudo >/dev/null 2>&1; then
    say "these system libraries are missing. The one command that installs them:"
    printf '  sudo %s\n' "${install[*]}" >&2
    read -r -p "Run it now? [y/N] " answer
    case $answer in
      [yY]*) sudo "${install[@]}" >&2 || die "the system libraries could not be installed." ;;
      *) say "going on without them; Qt may not find the screen." ;;
    esac
  else
    say "these system libraries are missing. Install them with:"
    printf '  sudo %s\n' "${install[*]}" >&2
  fi
}

# Makes the environment $2 with Python $1 unless it is there and current; $3: extra ("" or dev).
# What it was made from is kept in a stamp, so a second start needs no network. Of two starts at
# once one makes it and the other waits; one that was killed is begun anew.
make_environment() {
  local python=$1 folder=$2 extra=${3:-} wanted
  wanted=$("$python" -c 'import sys; print(sys.executable, sys.version)'
    cat "$root/pyproject.toml" "$root/packaging/constraints.txt")
  is_current "$folder" "$wanted" && return 0
  mkdir -p "$(dirname "$folder")"
  (
    if command -v flock >/dev/null 2>&1; then
      flock -n 8 || { say "waiting for another start, which prepares $folder"; flock 8; }
      ! is_current "$folder" "$wanted" || exit 0
    fi
    fill_environment
  ) 8>"$folder.lock"
}

is_current() {
  local stamp=$1/made-from.txt
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$2" ] && [ -x "$1/bin/python" ]
}

# The work of make_environment, with its variables.
fill_environment() {
  say "preparing $folder (once, a minute or two)"
  rm -rf "$folder.new"
  "$python" -m venv "$folder.new" >&2 || die "the environment could not be made."
  local requirements=$folder.new/requirements.txt
  "$python" - "$root/pyproject.toml" "$extra" >"$requirements" <<'PY'
import sys, tomllib
project = tomllib.load(open(sys.argv[1], "rb"))["project"]
wanted = project["dependencies"] + project["optional-dependencies"].get(sys.argv[2], [])
print("\n".join(wanted))
PY
  "$folder.new/bin/python" -m pip install --quiet --disable-pip-version-check \
    --requirement "$requirements" --constraint "$root/packaging/constraints.txt" >&2 ||
    die "the packages could not be installed. Is there a network? Nothing was changed."
  printf '%s\n' "$wanted" >"$folder.new/made-from.txt"
  rm -rf "$folder"
  # Python finds its environment by the place of its binary, so moving the folder is fine as
  # long as nothing runs the scripts in bin/, whose first line names the old place.
  mv "$folder.new" "$folder"
}

short_version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }
