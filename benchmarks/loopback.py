"""How fast one file goes from one process to another over loopback, and what it costs: Ebbcast beside
curl, udpcast and UFTP. Started by loopback.sh, as root, in a network namespace of its own.

The link is lo with an MTU of 1500 bytes. A sender has core 0, a receiver core 1. Every round sends a
new random file with every method, one after the other; the file is on disk (fsync) when the clock
stops and is compared with the original afterwards. CPU seconds are those of the sender's and the
receiver's process; of Ebbcast's agents, which stay, from the request until the shipment is received,
so piece hashes of the sender and both hashes of the receiver are among them.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
SENDER, RECEIVER = 0, 1
CONTROLLER = "127.0.0.1:9870"
CHUNK_BYTES = 1448
BUFFER_BYTES = 4 << 20
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Result:
    seconds: float
    sender_cpu: float
    receiver_cpu: float
    note: str = ""


class Failure(Exception):
    """A method did not deliver; the message says what it said."""


def pinned(core: int, command: list[str], log: Path, **options) -> subprocess.Popen:
    with open(log, "ab") as output:
        return subprocess.Popen(["taskset", "-c", str(core), *command], stdout=output,
                                stderr=subprocess.STDOUT, **options)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process that runs, its ended children included."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return sum(int(field) for field in fields[11:15]) / TICKS


def thread_seconds(pid: int) -> dict[str, float]:
    """User and system time of a process's threads, by name."""
    seconds: dict[str, float] = {}
    for stat in Path(f"/proc/{pid}/task").glob("*/stat"):
        name, fields = stat.read_text(encoding="ascii").split("(", 1)[1].rsplit(")", 1)
        seconds[name] = seconds.get(name, 0) + sum(int(field) for field in fields.split()[11:13]) / TICKS
    return seconds


def ended(process: subprocess.Popen, log: Path, patience: float = 120) -> float:
    """Waits for the end of a process; its CPU seconds."""
    deadline = time.monotonic() + patience
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            break
        if time.monotonic() > deadline:
            process.kill()
            raise Failure(f"took over {patience:.0f} s: {tail(log)}")
        time.sleep(0.005)
    if process.returncode:
        raise Failure(f"ended with {process.returncode}: {tail(log)}")
    return usage.ru_utime + usage.ru_stime


def tail(log: Path) -> str:
    return " / ".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-4:])


def stop(process: subprocess.Popen) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def synced(file: Path) -> None:
    with open(file, "rb+") as content:
        os.fsync(content.fileno())


def until(condition: Callable[[], bool], what: str, patience: float = 20) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise Failure(f"{what} took over {patience:.0f} s")
        time.sleep(0.01)


def joined(address: str) -> bool:
    reverse = "".join(f"{int(part):02X}" for part in reversed(address.split(".")))
    return reverse in Path("/proc/self/net/igmp").read_text(encoding="ascii")


def curl(file: Path, to: Path, log: Path) -> Result:
    with socket.create_server(("127.0.0.1", 8080)) as listening:
        start = time.monotonic()
        client = pinned(RECEIVER, ["curl", "-sSf", "-o", str(to / file.name),
                                   f"http://127.0.0.1:8080/{file.name}"], log)
        connection, _ = listening.accept()
        with connection:
            server = subprocess.Popen(["taskset", "-c", str(SENDER), "busybox", "httpd", "-i", "-h", str(file.parent)],
                                      stdin=connection, stdout=connection)
    received, sent = ended(client, log), ended(server, log)
    synced(to / file.name)
    return Result(time.monotonic() - start, sent, received)


def udpcast(file: Path, to: Path, log: Path) -> Result:
    common = ["--interface", "lo", "--nokbd", "--no-progress", "--mcast-rdv-address", "239.254.3.1"]
    receiver = pinned(RECEIVER, ["udp-receiver", "--file", str(to / file.name), *common], log)
    try:
        until(lambda: joined("239.254.3.1"), "joining")
        start = time.monotonic()
        sender = pinned(SENDER, ["udp-sender", "--file", str(file), "--mcast-data-address", "239.254.3.2",
                                 "--min-receivers", "1", "--full-duplex", "--blocksize", "1456", *common], log)
        try:
            sent, received = ended(sender, log), ended(receiver, log)
        finally:
            stop(sender)
        synced(to / file.name)
        return Result(time.monotonic() - start, sent, received)
    finally:
        stop(receiver)


def uftp(file: Path, to: Path, log: Path, megabits: int) -> Result:
    receiver = pinned(RECEIVER, ["uftpd", "-d", "-t", "-D", str(to), "-I", "lo", "-M", "239.254.2.1",
                                 "-B", str(BUFFER_BYTES)], log)
    try:
        until(lambda: joined("239.254.2.1"), "joining")
        start, before = time.monotonic(), cpu_seconds(receiver.pid)
        sender = pinned(SENDER, ["uftp", "-R", str(megabits * 1000), "-b", "1440", "-I", "lo",
                                 "-B", str(BUFFER_BYTES), "-M", "239.254.2.1", "-P", "239.254.2.2", str(file)], log)
        try:
            sent = ended(sender, log)
        finally:
            stop(sender)
        synced(to / file.name)
        return Result(time.monotonic() - start, sent, cpu_seconds(receiver.pid) - before)
    finally:
        stop(receiver)


class Ebbcast:
    """Two agents as an operator starts them, and the controller of the benchmark."""

    def __init__(self, work: Path) -> None:
        self._logs = work
        self._controller = subprocess.Popen(
            ["java", "-XX:+UseSerialGC", "-cp", os.environ["EBBCAST_BENCHMARK_CLASSPATH"],
             "org.ebbcast.benchmarks.transport.OneToOne", *CONTROLLER.split(":")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.source = self._agent("source", SENDER, 5091)
        self.target = self._agent("target", RECEIVER, 5092)
        self._stores = {name: work / name for name in ("source", "target")}
        for port in (5091, 5092):
            until(lambda port=port: self._ready(port), "an agent getting ready", 60)

    def _agent(self, name: str, core: int, port: int) -> subprocess.Popen:
        return pinned(core, [str(HERE / "ebbcast"), "agent", "--name", name, "--data-interface", "lo",
                             "--controllers", CONTROLLER, "--blob-port", "0", "--registry-listen",
                             f"127.0.0.1:{port}", "--store", str(self._logs / name)], self._logs / f"{name}.log")

    @staticmethod
    def _ready(port: int) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
                return answer.status == 200
        except OSError:
            return False

    def send(self, file: Path, megabits: int, sealed: bool = False) -> Result:
        digest = self._push(file)
        Path(f"/proc/{self.target.pid}/clear_refs").write_text("5", encoding="ascii")
        agents = (self.source, self.target)
        before = [cpu_seconds(agent.pid) for agent in agents]
        threads = [thread_seconds(agent.pid) for agent in agents]
        self._controller.stdin.write(f"{digest} {file.stat().st_size} {megabits}{' sealed' if sealed else ''}\n")
        self._controller.stdin.flush()
        answer = next((said for said in map(str.split, self._controller.stdout) if said[:1] == ["COMPLETED"]), [])
        if not answer:
            raise Failure(f"the controller ended; the target said {tail(self._logs / 'target.log')}")
        words = dict(word.split("=") for word in answer[1:])
        used = [cpu_seconds(agent.pid) - then for agent, then in zip(agents, before, strict=True)]
        busy = [self._busiest(thread_seconds(agent.pid), then, file.stat().st_size / 1e9)
                for agent, then in zip(agents, threads, strict=True)]
        self._compare(digest, file)
        note = (f"lost {words['lost']} of {words['datagrams']} datagrams, {words['cuts']} cuts of the rate, "
                f"{int(words['repair-bytes']) / 1e6:.1f} MB repaired, receiver at most {self._peak_mib():.1f} MiB; "
                f"sender's threads: {busy[0]}; receiver's: {busy[1]}")
        return Result(float(words["seconds"]), used[0], used[1], note)

    @staticmethod
    def _busiest(now: dict[str, float], then: dict[str, float], gigabytes: float) -> str:
        used = {name: (seconds - then.get(name, 0)) / gigabytes for name, seconds in now.items()}
        named = sorted(used.items(), key=lambda item: -item[1])[:4]
        return ", ".join(f"{name} {seconds:.2f}" for name, seconds in named if seconds > 0.05)

    def _push(self, file: Path) -> str:
        with open(file, "rb") as content:
            digest = "sha256:" + hashlib.file_digest(content, "sha256").hexdigest()
        uploads = "http://127.0.0.1:5091/v2/bench/mark/blobs/uploads/"
        with urllib.request.urlopen(urllib.request.Request(uploads, method="POST"), timeout=10) as begun:
            location = urllib.parse.urljoin(uploads, begun.headers["Location"])
        joint = "&" if "?" in location else "?"
        subprocess.run(["curl", "-sSf", "-T", str(file), "-o", "/dev/null", f"{location}{joint}digest={digest}"],
                       check=True)
        return digest

    def _compare(self, digest: str, file: Path) -> None:
        fetch = subprocess.Popen(["curl", "-sSf", f"http://127.0.0.1:5092/v2/bench/mark/blobs/{digest}"],
                                 stdout=subprocess.PIPE)
        same = subprocess.run(["cmp", "-", str(file)], stdin=fetch.stdout, check=False).returncode == 0
        fetch.stdout.close()
        if fetch.wait() or not same:
            raise Failure("the target serves something else than was sent")

    def _peak_mib(self) -> float:
        status = Path(f"/proc/{self.target.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def close(self) -> None:
        self._controller.stdin.close()
        stop(self._controller)
        stop(self.source)
        stop(self.target)


def random_file(path: Path, mebibytes: int) -> None:
    with open(path, "wb") as out:
        for _ in range(mebibytes):
            out.write(os.urandom(1 << 20))
    synced(path)


def measure(options: argparse.Namespace, work: Path) -> dict[str, list[Result]]:
    results: dict[str, list[Result]] = {}
    to = work / "received"
    ebbcast = Ebbcast(work)
    methods: dict[str, Callable[[Path], Result]] = {
        "curl": lambda file: curl(file, to, work / "curl.log"),
        "udpcast": lambda file: udpcast(file, to, work / "udpcast.log"),
        **{f"uftp told {rate} Mbit/s": lambda file, rate=rate: uftp(file, to, work / "uftp.log", rate)
           for rate in options.uftp_megabits},
        **{f"ebbcast told {rate} Mbit/s": lambda file, rate=rate: ebbcast.send(file, rate)
           for rate in options.megabits},
        **{f"ebbcast, encrypted, told {rate} Mbit/s": lambda file, rate=rate: ebbcast.send(file, rate, True)
           for rate in options.encrypted_megabits},
    }
    if options.only_ebbcast:
        methods = {name: method for name, method in methods.items() if name.startswith("ebbcast")}
    try:
        for number in range(options.rounds):
            for name, method in methods.items():
                to.mkdir()
                file = work / "content" / "file"
                file.parent.mkdir(exist_ok=True)
                random_file(file, options.mebibytes)
                try:
                    result = method(file)
                    if (to / "file").exists():
                        subprocess.run(["cmp", str(file), str(to / "file")], check=True)
                    results.setdefault(name, []).append(result)
                    print(line(f"round {number + 1}, {name}", result, options), flush=True)
                except (Failure, subprocess.CalledProcessError) as failure:
                    print(f"round {number + 1}, {name}: FAILED, {failure}", flush=True)
                shutil.rmtree(to)
    finally:
        ebbcast.close()
    return results


def line(name: str, result: Result, options: argparse.Namespace) -> str:
    gigabytes = options.mebibytes * (1 << 20) / 1e9
    return (f"{name}: {result.seconds:.2f} s, {gigabytes * 8 / result.seconds:.2f} Gbit/s, CPU-s/GB: sender "
            f"{result.sender_cpu / gigabytes:.2f}, receiver {result.receiver_cpu / gigabytes:.2f}"
            + (f"; {result.note}" if result.note else ""))


def table(results: dict[str, list[Result]], options: argparse.Namespace) -> None:
    gigabytes = options.mebibytes * (1 << 20) / 1e9
    print("\n| method | runs | Gbit/s | sender CPU-s/GB | receiver CPU-s/GB | both |\n|---|---|---|---|---|---|")
    for name, runs in results.items():
        speed = statistics.median(gigabytes * 8 / run.seconds for run in runs)
        sender = statistics.median(run.sender_cpu / gigabytes for run in runs)
        receiver = statistics.median(run.receiver_cpu / gigabytes for run in runs)
        both = statistics.median((run.sender_cpu + run.receiver_cpu) / gigabytes for run in runs)
        print(f"| {name} | {len(runs)} of {options.rounds} | {speed:.2f} | {sender:.2f} | {receiver:.2f} | {both:.2f} |")


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks/loopback.sh", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mebibytes", type=int, default=512, help="size of the file (%(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each method (%(default)s)")
    parser.add_argument("--megabits", type=int, nargs="+", default=[1000, 4000],
                        help="rates that Ebbcast is told, Mbit/s (%(default)s)")
    parser.add_argument("--encrypted-megabits", type=int, nargs="*", default=[],
                        help="rates that Ebbcast is told for encrypted transfers, Mbit/s (none)")
    parser.add_argument("--only-ebbcast", action="store_true", help="leave out the others")
    parser.add_argument("--uftp-megabits", type=int, nargs="*", default=[1000, 2000],
                        help="rates that UFTP is told, Mbit/s (%(default)s)")
    parser.add_argument("--directory", type=Path, default=HERE / "target",
                        help="where files are written (%(default)s)")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for command in ("ip link set lo mtu 1500", "ip link set lo multicast on", "ip link set lo up", "ip route add 224.0.0.0/4 dev lo"):
        subprocess.run(command.split(), check=True)
    options.directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="loopback-", dir=options.directory) as work:
        results = measure(options, Path(work))
    table(results, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
