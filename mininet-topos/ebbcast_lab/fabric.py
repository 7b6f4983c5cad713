"""A topology brought up in Mininet: user-space Open vSwitch, bare hosts, both queues everywhere."""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mininet.link import Link as MininetLink
from mininet.log import setLogLevel
from mininet.net import Mininet
from mininet.node import OVSSwitch, RemoteController
from mininet.topo import Topo

from ebbcast_lab import netns, queues
from ebbcast_lab.process import LabError, run
from ebbcast_lab.topology import (CONTROLLER_ADDRESS, CONTROLLER_HOST, SUBNET_PREFIX, End,
                                  Topology)

MANAGEMENT_ADDRESS = "172.30.0.1"
OPENFLOW_PORT = 6653

log = logging.getLogger(__name__)


class _MininetTopo(Topo):
    """The same fabric in Mininet's words."""

    def build(self, topology: Topology) -> None:  # pylint: disable=arguments-differ
        for switch in topology.switches:
            self.addSwitch(switch.name, dpid=switch.dpid)
        for host in topology.hosts:
            self.addHost(host.name, ip=f"{host.address}/{SUBNET_PREFIX}", mac=host.mac)
        for link in topology.links:
            self.addLink(link.a.node, link.b.node, port1=link.a.port, port2=link.b.port)


class _Switch(OVSSwitch):
    """Open vSwitch without a kernel module."""

    def __init__(self, name: str, **parameters: object) -> None:
        super().__init__(name, failMode="secure", datapath="user", protocols="OpenFlow13",
                         **parameters)


class Fabric:
    """The running network; owned by the lab's main thread."""

    def __init__(self, topology: Topology, link_rate: int, in_band: bool,
                 queue_packets: int, loss: float) -> None:
        self.topology = topology
        self.link_rate = link_rate
        self.in_band = in_band
        self._queue_packets = queue_packets
        self._loss = loss
        self._net: Mininet | None = None
        self._rows: list[str] = []
        self._extra_ports: list[str] = []

    def start(self) -> None:
        setLogLevel("error")
        Mininet.inited = True  # its init() raises limits of the whole machine for good
        self._net = Mininet(topo=_MininetTopo(self.topology), switch=_Switch, link=MininetLink,
                            controller=None, build=False, autoSetMacs=False)
        self._net.addController(RemoteController("c0", ip="127.0.0.1", port=OPENFLOW_PORT))
        self._net.build()
        self._name_namespaces()
        self._prepare_interfaces()
        self._net.start()
        if self.in_band:
            self._plug_in_controller()
        else:
            self._add_management_network()
        self._add_queues()

    def controller_address(self) -> str:
        """Where agents find the controller."""
        return CONTROLLER_ADDRESS if self.in_band else MANAGEMENT_ADDRESS

    def switch_ports(self) -> list[End]:
        """Every port of every switch that is the end of a link."""
        return [end for end in self.topology.ends() if not self.topology.is_host(end.node)]

    def set_link_rate(self, bits_per_second: int) -> None:
        """Changes the rate of every port and uplink, while packets flow."""
        run("ovs-vsctl", *queues.switch_rate(*self._rows, bits_per_second))
        _tc([queues.root_class("change", port, bits_per_second) for port in self._ports()], None)
        for host in self.topology.hosts:
            _tc(queues.host_rate(host.interface, bits_per_second), host.name)
        if self.in_band:
            _tc(queues.host_rate(f"{CONTROLLER_HOST}-eth0", bits_per_second), None)
        self.link_rate = bits_per_second

    @contextmanager
    def without_low_queue(self) -> Iterator[None]:
        """Inside the block every port treats LE traffic like any other."""
        self._filters(queues.no_low_priority_filter)
        try:
            yield
        finally:
            self._filters(queues.low_priority_filter)

    def _filters(self, line: Callable[[str], str]) -> None:
        _tc([line(port) for port in self._ports()], None)
        for host in self.topology.hosts:
            _tc([line(host.interface)], host.name)

    def set_link(self, a: str, b: str, up: bool) -> None:
        """Takes the link between two switches down, or up again, at both ends."""
        for here, there in ((a, b), (b, a)):
            end = self.topology.end_towards(here, there)
            run("ip", "link", "set", end.interface, "up" if up else "down")

    @contextmanager
    def full_table(self, switch: str) -> Iterator[None]:
        """Inside the block ``switch`` takes no further flow into table 0."""
        flows = run("ovs-ofctl", "-O", "OpenFlow13", "dump-flows", switch, "table=0")
        limit = sum("cookie=" in line for line in flows.splitlines())
        run("ovs-vsctl", "--", "--id=@full", "create", "Flow_Table", f"flow_limit={limit}",
            "overflow_policy=refuse", "--", "set", "Bridge", switch, "flow_tables:0=@full")
        try:
            yield
        finally:
            run("ovs-vsctl", "clear", "Bridge", switch, "flow_tables")

    def _name_namespaces(self) -> None:
        """Gives each host's namespace a name, so that ``ip netns exec h1`` works in a shell."""
        for host in self.topology.hosts:
            pid = self._net.get(host.name).pid
            name = Path(netns.path_of(host.name))
            name.touch()
            run("mount", "--bind", f"/proc/{pid}/ns/net", str(name))

    def _prepare_interfaces(self) -> None:
        """No offloads (a user-space switch never computes the checksums that they leave out), no
        IPv6 chatter, and queues as short as asked."""
        for host in self.topology.hosts:
            with netns.inside(host.name):
                _no_ipv6()
                _plain(host.interface, self._queue_packets)
        _no_ipv6()
        for end in self.switch_ports():
            _plain(end.interface, self._queue_packets)

    def _add_management_network(self) -> None:
        """One veth per host to the lab's root namespace: control traffic shares no link."""
        run("ip", "address", "add", f"{MANAGEMENT_ADDRESS}/32", "dev", "lo")
        inside, outside = [], []
        for number, host in enumerate(self.topology.hosts):
            near, far = _management_pair(number)
            outside += [f"link add mgmt-{host.name} type veth peer name mgmt0 netns {host.name}",
                        f"address add {near} peer {far} dev mgmt-{host.name}",
                        f"link set mgmt-{host.name} up"]
            inside.append((host.name, [f"address add {far} peer {near} dev mgmt0",
                                       "link set mgmt0 up",
                                       f"route add {MANAGEMENT_ADDRESS} via {near} dev mgmt0"]))
        run("ip", "-batch", "-", stdin="\n".join(outside))
        for name, lines in inside:
            run("ip", "-batch", "-", node=name, stdin="\n".join(lines))

    def _plug_in_controller(self) -> None:
        """The controller becomes a host of the fabric, behind the first leaf."""
        leaf = self.topology.hosts[0].switch
        port = 1 + max(end.port for end in self.topology.ends() if end.node == leaf)
        near, far = f"{CONTROLLER_HOST}-eth0", f"{leaf}-eth{port}"
        run("ip", "link", "add", near, "type", "veth", "peer", "name", far)
        for interface in (near, far):
            _plain(interface, self._queue_packets)
            run("ip", "link", "set", interface, "up")
        run("ip", "address", "add", f"{CONTROLLER_ADDRESS}/{SUBNET_PREFIX}", "dev", near)
        run("ovs-vsctl", "add-port", leaf, far, "--", "set", "Interface", far,
            f"ofport_request={port}")
        self._extra_ports.append(far)

    def _ports(self) -> list[str]:
        return [end.interface for end in self.switch_ports()] + self._extra_ports

    def _add_queues(self) -> None:
        ports = self._ports()
        self._rows = run("ovs-vsctl", *queues.switch_ports(ports, self.link_rate)).split()
        _tc([line for port in ports
             for line in (queues.root_class("change", port, self.link_rate),
                          queues.low_priority_filter(port))], None)
        for host in self.topology.hosts:
            _tc(queues.host_uplink(host.interface, self.link_rate), host.name)
        if self.in_band:
            _tc(queues.host_uplink(f"{CONTROLLER_HOST}-eth0", self.link_rate), None)
        if self._loss > 0:
            _tc([queues.loss_filter(port, self._loss) for port in ports], None)
            for host in self.topology.hosts:
                _tc([queues.loss_filter(host.interface, self._loss)], host.name)


def _management_pair(number: int) -> tuple[str, str]:
    """The two addresses of host ``number``'s management link: the lab's, the host's."""
    at = 2 + 2 * number
    return f"172.30.{1 + at // 256}.{at % 256}", f"172.30.{1 + at // 256}.{at % 256 + 1}"


def _no_ipv6() -> None:
    for scope in ("all", "default"):
        try:
            Path(f"/proc/sys/net/ipv6/conf/{scope}/disable_ipv6").write_text("1", encoding="ascii")
        except OSError as failure:
            log.debug("ipv6 stays on: %s", failure)


def _plain(interface: str, queue_packets: int) -> None:
    """Runs in the namespace that the calling thread is in."""
    subprocess.run(["ethtool", "-K", interface, "tx", "off", "tso", "off", "gso", "off",
                    "gro", "off"], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    subprocess.run(["ip", "link", "set", interface, "txqueuelen", str(queue_packets),
                    "gso_max_segs", "1"], check=True)


def _tc(lines: list[str], node: str | None) -> None:
    run("tc", "-batch", "-", node=node, stdin="\n".join(lines) + "\n")


def require_root() -> None:
    if os.geteuid() != 0:
        raise LabError("Tried to make network namespaces but this is not root; use sudo")
