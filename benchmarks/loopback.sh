#!/bin/bash
# Ebbcast, curl, udpcast and UFTP send one file over loopback, one sender and one receiver on a core each:
# throughput and CPU seconds per GB, in the same run. Needs root for a network namespace of its own.
#
#   benchmarks/loopback.sh [--mebibytes N] [--rounds N] ...       --help says more
#
# Installs uftp, udpcast, curl and busybox from Debian where they lack; their services are not started.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
[ "$(id -u)" = 0 ] || { echo "benchmarks/loopback.sh: needs root; use sudo" >&2; exit 5; }
"$here/ebbcast" packages uftp udpcast curl busybox-static
"$here/ebbcast" agent --help >/dev/null
mvn=${EBBCAST_MVN:-mvn} goals=(-B -q -f "$here/pom.xml" -pl benchmarks -am -DskipTests package)
"$mvn" -o "${goals[@]}" 2>/dev/null || "$mvn" "${goals[@]}"
export EBBCAST_BENCHMARK_CLASSPATH="$here/benchmarks/target/classes:$here/benchmarks/target/lib/*"
exec unshare --net python3 "$here/benchmarks/loopback.py" "$@"
