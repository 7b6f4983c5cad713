"""Two queues on every port: queue 0 for everybody, queue 1 strictly below for LE traffic.

Open vSwitch's own ``linux-htb`` QoS makes the classes (queue *n* becomes class ``1:n+1``), and a
u32 filter sends DSCP LE to class 1:2, because ``set_queue`` has no effect in the userspace
datapath. A host's uplink gets the same classes and filter from ``tc`` alone, so that the source's
own first link is protected too. This module is pure: it writes the commands.

The burst of ten frames stands for the speed of a real port: a port of 5 Mbit/s would keep a probe
waiting 2.4 ms for each frame before it, a port of a datacenter does not. Open vSwitch gives the
root class a burst of 1500 bytes whatever is asked, so ``tc`` corrects it afterwards: with less
than a timer's lateness in the bucket, a port would never reach its rate.
"""

from __future__ import annotations

from collections.abc import Iterable

DSCP_LE = 1
TOS_LE = DSCP_LE << 2
TOS_DSCP_MASK = 0xFC
LOW_QUEUE_MIN_BITS_PER_SECOND = 12_000
BURST_BYTES = 10 * 1514
BPF_RANDOM = 0xFFFFF000 + 56  # SKF_AD_OFF + SKF_AD_RANDOM


def low_priority_filter(interface: str) -> str:
    """A ``tc -batch`` line: DSCP LE goes to class 1:2."""
    return (f"filter add dev {interface} parent 1: protocol ip prio 2 u32 "
            f"match ip tos {TOS_LE:#04x} {TOS_DSCP_MASK:#04x} flowid 1:2")


def no_low_priority_filter(interface: str) -> str:
    """A ``tc -batch`` line that takes it out: LE traffic is in the queue of everybody else."""
    return f"filter del dev {interface} parent 1: prio 2"


def loss_filter(interface: str, share: float) -> str:
    """A ``tc -batch`` line: that share of all packets is dropped at random before it leaves.

    A classic BPF program takes a random word from the kernel, which has neither ``netem`` nor a
    drop action here, and says itself what becomes of the packet (2 is TC_ACT_SHOT).
    """
    below = int(share * 0x1_0000_0000)
    return (f"filter add dev {interface} parent 1: protocol all prio 1 bpf bytecode "
            f'"4,32 0 0 {BPF_RANDOM},53 1 0 {below},6 0 0 2,6 0 0 4294967295" direct-action')


def switch_ports(interfaces: Iterable[str], bits_per_second: int) -> list[str]:
    """Arguments of one ``ovs-vsctl`` that gives every port one shared QoS with both queues; it
    prints the UUIDs of queue 0, queue 1 and the QoS."""
    rate = f"other-config:max-rate={bits_per_second}"
    burst = f"other-config:burst={BURST_BYTES * 8}"
    arguments = [
        "--", "--id=@q0", "create", "Queue", "other-config:priority=0", rate, burst,
        f"other-config:min-rate={bits_per_second}",
        "--", "--id=@q1", "create", "Queue", "other-config:priority=7", rate, burst,
        f"other-config:min-rate={LOW_QUEUE_MIN_BITS_PER_SECOND}",
        "--", "--id=@qos", "create", "QoS", "type=linux-htb", rate,
        "queues:0=@q0", "queues:1=@q1",
    ]
    for port in interfaces:
        arguments += ["--", "set", "Port", port, "qos=@qos"]
    return arguments


def switch_rate(queue0: str, queue1: str, qos: str, bits_per_second: int) -> list[str]:
    """Arguments of one ``ovs-vsctl`` that changes the rate of every port at once."""
    rate = f"other-config:max-rate={bits_per_second}"
    return ["--", "set", "QoS", qos, rate,
            "--", "set", "Queue", queue0, rate, f"other-config:min-rate={bits_per_second}",
            "--", "set", "Queue", queue1, rate]


def host_uplink(interface: str, bits_per_second: int) -> list[str]:
    """``tc -batch`` lines that set up the uplink of a host."""
    return [f"qdisc replace dev {interface} root handle 1: htb default 1",
            root_class("add", interface, bits_per_second),
            *_leaf_classes("add", interface, bits_per_second),
            low_priority_filter(interface)]


def host_rate(interface: str, bits_per_second: int) -> list[str]:
    """``tc -batch`` lines that change the rate of a host's uplink."""
    return [root_class("change", interface, bits_per_second),
            *_leaf_classes("change", interface, bits_per_second)]


def root_class(verb: str, interface: str, bits_per_second: int) -> str:
    """A ``tc -batch`` line for the class that holds both queues."""
    return f"class {verb} dev {interface} parent 1: classid 1:fffe htb {_rates(bits_per_second)}"


def _leaf_classes(verb: str, interface: str, bits_per_second: int) -> list[str]:
    low = _rates(bits_per_second, LOW_QUEUE_MIN_BITS_PER_SECOND)
    return [f"class {verb} dev {interface} parent 1:fffe classid 1:1 htb prio 0 "
            f"{_rates(bits_per_second)} quantum 1514",
            f"class {verb} dev {interface} parent 1:fffe classid 1:2 htb prio 7 {low} quantum 1514"]


def _rates(ceiling: int, guaranteed: int | None = None) -> str:
    rate = ceiling if guaranteed is None else guaranteed
    return f"rate {rate}bit ceil {ceiling}bit burst {BURST_BYTES} cburst {BURST_BYTES}"
