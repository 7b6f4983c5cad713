#!/bin/bash
# How much memory a host agent takes, idle and while an image is pushed to and pulled from it, and how
# long it takes from start to ready. As an operator starts it: by ./ebbcast, with packaging/agent.jvm.
#
#   benchmarks/agent-footprint.sh [MEGABYTES]       size of the pushed layer, default 1024
#
# Prints the milliseconds until /healthz and /readyz answer (a controller runs on loopback) and resident
# memory (VmRSS) in MiB: idle for 20 s, highest while pushed and pulled, and 20 s later.
set -euo pipefail
cd "$(dirname "$0")/.."
megabytes=${1:-1024} scratch=$(mktemp -d) agent= controller=
registry=127.0.0.1:5097 rest=127.0.0.1:5098 agents=127.0.0.1:5099
cleanup() {
    [ -z "$agent" ] || kill "$agent" 2>/dev/null || true
    [ -z "$controller" ] || kill "$controller" 2>/dev/null || true
    wait; rm -rf "$scratch"
}
trap cleanup EXIT
millis() { echo $(($(date +%s%N) / 1000000)); }
until_ok() { until curl -sfo /dev/null "$1"; do kill -0 "$2"; sleep 0.01; done; }
resident() { awk -v field="$1:" '$1 == field { printf "%.1f", $2 / 1024 }' "/proc/$agent/status"; }

./ebbcast agent --help >/dev/null
./ebbcast controller --state "$scratch/controller" --rest-listen "$rest" --agents-listen "$agents" \
    --openflow-listen 127.0.0.1:0 >"$scratch/controller.log" 2>&1 &
controller=$!
until_ok "http://$rest/v1/health" $controller
for try in 1 2 3 4 5; do
    [ -z "$agent" ] || { kill "$agent"; wait "$agent" || true; }
    began=$(millis)
    ./ebbcast agent --name footprint --data-interface lo --controllers "$agents" --blob-port 0 \
        --registry-listen "$registry" --store "$scratch/store" >"$scratch/agent.log" 2>&1 &
    agent=$!
    until_ok "http://$registry/healthz" $agent
    healthy=$(millis)
    until_ok "http://$registry/readyz" $agent
    echo "start $try: healthz after $((healthy - began)) ms, readyz after $(($(millis) - began)) ms"
done
sleep 20
echo "idle: $(resident VmRSS) MiB"
head -c "${megabytes}M" /dev/urandom >"$scratch/layer"
digest=sha256:$(sha256sum "$scratch/layer" | cut -d' ' -f1)
echo 5 >"/proc/$agent/clear_refs"
upload=$(curl -sfi -X POST "http://$registry/v2/foot/print/blobs/uploads/" | tr -d '\r' |
    awk 'tolower($1) == "location:" { print $2 }')
curl -sf -T "$scratch/layer" -o /dev/null -w 'push: %{speed_upload} bytes/s, ' \
    "http://$registry$upload?digest=$digest"
echo "at most $(resident VmHWM) MiB"
curl -sf -o /dev/null -w 'pull: %{speed_download} bytes/s, ' "http://$registry/v2/foot/print/blobs/$digest"
echo "at most $(resident VmHWM) MiB"
sleep 20
echo "afterwards: $(resident VmRSS) MiB"
