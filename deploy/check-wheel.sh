#!/bin/sh
# Installs a wheel into an empty environment and asks it a question in an empty folder:
# sh deploy/check-wheel.sh dist/folioscope-0.1.0-py3-none-any.whl
set -eu
wheel=$(realpath "$1")
python=${PYTHON:-python3.11}
place=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server" 2>/dev/null; rm -rf "$place"' EXIT
trap 'exit 130' INT TERM

"$python" -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check "$wheel"
mkdir "$place/home" "$place/work"
cd "$place/work"

# Nothing of the environment but what it needs, and no model that another program has fetched.
run() { env -i PATH="$place/venv/bin:/usr/bin:/bin" HOME="$place/home" LANG=C.UTF-8 "$@"; }

cat > ada.txt <<'END'
Ada Byron
She has run Kubernetes in production for six years, on nine clusters.
She speaks French and English.
END
# In the background it must be the server itself whose id is known, and not a shell around it.
env -i PATH="$place/venv/bin:/usr/bin:/bin" HOME="$place/home" LANG=C.UTF-8 FOLIOSCOPE_PORT=0 \
    folioscope serve > served.txt 2> log.txt &
server=$!
for _ in $(seq 300); do
    grep -q 'is at http' served.txt && break
    kill -0 "$server" || { cat log.txt; exit 1; }
    sleep 0.2
done
url=$(sed -n 's/.* is at \(http[^ ]*\) .*/\1/p' served.txt)
run python -c 'import sys, urllib.request as r
page = r.urlopen(sys.argv[1]).read().decode()
assert "<script type=\"module\"" in page, "the page is not in the wheel"' "$url/"
run folioscope kb create people > /dev/null
run folioscope kb add people ada.txt
answer=$(run folioscope ask --kb people "Who has run Kubernetes in production?")
echo "$answer"
echo "$answer" | grep -q 'Kubernetes in production for six years' || {
    echo "The answer does not hold what the document says." >&2
    cat log.txt >&2
    exit 1
}
run folioscope db backup copy.tar
run folioscope db check copy.tar
echo "The wheel answers, in an environment with nothing but what it asks for."
