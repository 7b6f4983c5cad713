package org.ebbcast.controller.internal.openflow;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ebbcast.rules.Cookies;
import org.ebbcast.rules.DatapathId;
import org.projectfloodlight.openflow.protocol.OFBarrierRequest;
import org.projectfloodlight.openflow.protocol.OFEchoRequest;
import org.projectfloodlight.openflow.protocol.OFFactories;
import org.projectfloodlight.openflow.protocol.OFFactory;
import org.projectfloodlight.openflow.protocol.OFFeaturesRequest;
import org.projectfloodlight.openflow.protocol.OFFlowAdd;
import org.projectfloodlight.openflow.protocol.OFFlowDeleteStrict;
import org.projectfloodlight.openflow.protocol.OFFlowMod;
import org.projectfloodlight.openflow.protocol.OFFlowModFailedCode;
import org.projectfloodlight.openflow.protocol.OFFlowStatsEntry;
import org.projectfloodlight.openflow.protocol.OFFlowStatsRequest;
import org.projectfloodlight.openflow.protocol.OFGroupAdd;
import org.projectfloodlight.openflow.protocol.OFGroupDelete;
import org.projectfloodlight.openflow.protocol.OFGroupDescStatsEntry;
import org.projectfloodlight.openflow.protocol.OFGroupDescStatsRequest;
import org.projectfloodlight.openflow.protocol.OFGroupMod;
import org.projectfloodlight.openflow.protocol.OFGroupModFailedCode;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFPacketInReason;
import org.projectfloodlight.openflow.protocol.OFPacketOut;
import org.projectfloodlight.openflow.protocol.OFPortDesc;
import org.projectfloodlight.openflow.protocol.OFPortDescStatsRequest;
import org.projectfloodlight.openflow.protocol.OFPortReason;
import org.projectfloodlight.openflow.protocol.OFPortState;
import org.projectfloodlight.openflow.protocol.OFPortStatsEntry;
import org.projectfloodlight.openflow.protocol.OFPortStatsRequest;
import org.projectfloodlight.openflow.protocol.OFQueueStatsEntry;
import org.projectfloodlight.openflow.protocol.OFQueueStatsRequest;
import org.projectfloodlight.openflow.protocol.OFStatsReplyFlags;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.projectfloodlight.openflow.protocol.action.OFAction;
import org.projectfloodlight.openflow.protocol.action.OFActionOutput;
import org.projectfloodlight.openflow.protocol.match.MatchField;
import org.projectfloodlight.openflow.types.OFAuxId;
import org.projectfloodlight.openflow.types.OFErrorCauseData;
import org.projectfloodlight.openflow.types.OFPort;
import org.projectfloodlight.openflow.types.U64;

/**
 * A switch in software that speaks OpenFlow 1.3 over loopback: keeps flows and groups, forwards nothing but what the
 * controller sends out of its ports. Its state is guarded by its own lock.
 */
final class FakeSwitch {
    /** Hears what leaves a port and what is changed. */
    interface World {
        void sent(DatapathId id, int port, byte[] frame);

        void changed(String what);
    }

    private record FlowKey(int table, int priority, Object match) {}

    private static final OFFactory FACTORY = OFFactories.getFactory(OFVersion.OF_13);

    private final DatapathId id;
    private final World world;
    private final Map<FlowKey, OFFlowAdd> flows = new LinkedHashMap<>();
    private final Map<Integer, OFGroupMod> groups = new LinkedHashMap<>();
    private final Map<Integer, Boolean> ports = new TreeMap<>();
    /** What a port's queue has sent is this times the port's number. */
    static final long QUEUE_BYTES_OF_A_PORT = 1000;

    private final Set<Integer> queued = new TreeSet<>();
    private final Map<Integer, long[]> counters = new TreeMap<>();
    private boolean refusing;
    private boolean silent;
    private CountDownLatch taken = new CountDownLatch(1);
    private Channel channel;

    FakeSwitch(DatapathId id, World world) {
        this.id = id;
        this.world = world;
    }

    /** Connects and returns when the controller has taken the switch on. */
    void connect(EventLoopGroup group, InetSocketAddress controller, int portCount) throws InterruptedException {
        synchronized (this) {
            for (int port = 1; port <= portCount; port++) {
                ports.putIfAbsent(port, true);
                counters.putIfAbsent(port, new long[2]);
            }
            taken = new CountDownLatch(1);
        }
        channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        opened.pipeline().addLast(new OpenFlowFrameDecoder(), new OpenFlowEncoder(), new Handler());
                    }
                })
                .connect(controller)
                .sync()
                .channel();
        if (!taken.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the controller did not take switch " + id + " on");
        }
    }

    void disconnect() throws InterruptedException {
        channel.close().sync();
    }

    synchronized void refuseFlows() {
        refusing = true;
    }

    synchronized void fallSilent() {
        silent = true;
    }

    /** These ports have every queue that is asked for; the others have none. */
    synchronized void queuesAt(Set<Integer> ports) {
        queued.clear();
        queued.addAll(ports);
    }

    synchronized void count(int port, long sent, long received) {
        counters.put(port, new long[] {sent, received});
    }

    synchronized List<OFFlowAdd> flows() {
        return List.copyOf(flows.values());
    }

    synchronized List<OFGroupMod> groups() {
        return List.copyOf(groups.values());
    }

    /** Puts rules in as if they had been there. */
    synchronized void leaveBehind(OFMessage message) {
        if (message instanceof OFFlowAdd flow) {
            flows.put(key(flow), flow);
        } else if (message instanceof OFGroupAdd group) {
            groups.put(group.getGroup().getGroupNumber(), group);
        }
    }

    void setUp(int port, boolean up) {
        synchronized (this) {
            ports.put(port, up);
        }
        send(FACTORY.buildPortStatus()
                .setReason(OFPortReason.MODIFY)
                .setDesc(describe(port, up))
                .build());
    }

    /** A frame comes in at a port. */
    void receive(int port, byte[] frame) {
        synchronized (this) {
            if (!ports.getOrDefault(port, false)) {
                return;
            }
        }
        send(FACTORY.buildPacketIn()
                .setReason(OFPacketInReason.ACTION)
                .setTotalLen(frame.length)
                .setMatch(FACTORY.buildMatch()
                        .setExact(MatchField.IN_PORT, OFPort.of(port))
                        .build())
                .setData(frame)
                .build());
    }

    private void send(OFMessage message) {
        channel.writeAndFlush(message);
    }

    private final class Handler extends SimpleChannelInboundHandler<Object> {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(OpenFlowMessages.hello());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Object received) {
            List<OFMessage> answers = new ArrayList<>();
            if (received instanceof OFMessage message) {
                synchronized (FakeSwitch.this) {
                    handle(message, answers);
                    if (silent) {
                        answers.clear();
                    }
                }
            }
            answers.forEach(ctx::writeAndFlush);
            if (received instanceof OFPacketOut out) {
                taken.countDown();
                forward(out);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    private void forward(OFPacketOut out) {
        for (OFAction action : out.getActions()) {
            world.sent(id, ((OFActionOutput) action).getPort().getPortNumber(), out.getData());
        }
    }

    private void handle(OFMessage message, List<OFMessage> answers) {
        long xid = message.getXid();
        if (message instanceof OFFeaturesRequest) {
            answers.add(FACTORY.buildFeaturesReply()
                    .setXid(xid)
                    .setDatapathId(org.projectfloodlight.openflow.types.DatapathId.of(id.value()))
                    .setAuxiliaryId(OFAuxId.MAIN)
                    .setNTables((short) 2)
                    .build());
        } else if (message instanceof OFBarrierRequest) {
            answers.add(FACTORY.buildBarrierReply().setXid(xid).build());
        } else if (message instanceof OFEchoRequest echo) {
            answers.add(FACTORY.buildEchoReply().setXid(xid).setData(echo.getData()).build());
        } else if (message instanceof OFFlowMod flowMod) {
            change(flowMod, answers);
        } else if (message instanceof OFGroupMod groupMod) {
            change(groupMod, answers);
        } else {
            describe(message, answers);
        }
    }

    private void change(OFFlowMod flowMod, List<OFMessage> answers) {
        boolean own = Cookies.isOwn(flowMod.getCookie().getValue());
        if (own && refusing && flowMod instanceof OFFlowAdd) {
            answers.add(FACTORY.errorMsgs()
                    .buildFlowModFailedErrorMsg()
                    .setXid(flowMod.getXid())
                    .setCode(OFFlowModFailedCode.TABLE_FULL)
                    .setData(OFErrorCauseData.NONE)
                    .build());
        } else if (flowMod instanceof OFFlowAdd add) {
            flows.put(key(add), add);
            told(own, "+flow ");
        } else if (flowMod instanceof OFFlowDeleteStrict) {
            told(flows.remove(key(flowMod)) != null && own, "-flow ");
        } else {
            throw new AssertionError("unexpected " + flowMod);
        }
    }

    private void change(OFGroupMod groupMod, List<OFMessage> answers) {
        int groupId = groupMod.getGroup().getGroupNumber();
        boolean own = Cookies.isOwnGroup(groupId);
        if (groupMod instanceof OFGroupDelete) {
            told(groups.remove(groupId) != null && own, "-group ");
        } else if (groupMod instanceof OFGroupAdd && groups.containsKey(groupId)) {
            answers.add(FACTORY.errorMsgs()
                    .buildGroupModFailedErrorMsg()
                    .setXid(groupMod.getXid())
                    .setCode(OFGroupModFailedCode.GROUP_EXISTS)
                    .setData(OFErrorCauseData.NONE)
                    .build());
        } else {
            groups.put(groupId, groupMod);
            told(own, "+group ");
        }
    }

    private void told(boolean really, String what) {
        if (really) {
            world.changed(what + id);
        }
    }

    private void describe(OFMessage message, List<OFMessage> answers) {
        if (message instanceof OFFlowStatsRequest request) {
            describeFlows(request, answers);
        } else if (message instanceof OFGroupDescStatsRequest) {
            List<OFGroupDescStatsEntry> entries = groups.values().stream()
                    .map(group -> FACTORY.buildGroupDescStatsEntry()
                            .setGroup(group.getGroup())
                            .setGroupType(group.getGroupType())
                            .setBuckets(group.getBuckets())
                            .build())
                    .toList();
            answers.add(FACTORY.buildGroupDescStatsReply()
                    .setXid(message.getXid())
                    .setEntries(entries)
                    .build());
        } else if (message instanceof OFPortDescStatsRequest) {
            List<OFPortDesc> entries = new ArrayList<>();
            ports.forEach((port, up) -> entries.add(describe(port, up)));
            answers.add(FACTORY.buildPortDescStatsReply()
                    .setXid(message.getXid())
                    .setEntries(entries)
                    .build());
        } else if (message instanceof OFQueueStatsRequest request) {
            List<OFQueueStatsEntry> entries = queued.stream()
                    .map(port -> FACTORY.buildQueueStatsEntry()
                            .setPortNo(OFPort.of(port))
                            .setQueueId(request.getQueueId())
                            .setTxBytes(U64.of(QUEUE_BYTES_OF_A_PORT * port))
                            .build())
                    .map(OFQueueStatsEntry.class::cast)
                    .toList();
            answers.add(FACTORY.buildQueueStatsReply()
                    .setXid(message.getXid())
                    .setEntries(entries)
                    .build());
        } else if (message instanceof OFPortStatsRequest) {
            List<OFPortStatsEntry> entries = new ArrayList<>();
            counters.forEach((port, bytes) -> entries.add(FACTORY.buildPortStatsEntry()
                    .setPortNo(OFPort.of(port))
                    .setTxBytes(U64.of(bytes[0]))
                    .setRxBytes(U64.of(bytes[1]))
                    .setDurationSec(5)
                    .setDurationNsec(7)
                    .build()));
            answers.add(FACTORY.buildPortStatsReply()
                    .setXid(message.getXid())
                    .setEntries(entries)
                    .build());
        }
    }

    /** In two parts, as large answers come. */
    private void describeFlows(OFFlowStatsRequest request, List<OFMessage> answers) {
        long mask = request.getCookieMask().getValue();
        long cookie = request.getCookie().getValue() & mask;
        List<OFFlowStatsEntry> entries = flows.values().stream()
                .filter(flow -> (flow.getCookie().getValue() & mask) == cookie)
                .map(flow -> FACTORY.buildFlowStatsEntry()
                        .setTableId(flow.getTableId())
                        .setPriority(flow.getPriority())
                        .setCookie(flow.getCookie())
                        .setMatch(flow.getMatch())
                        .setInstructions(flow.getInstructions())
                        .setHardTimeout(flow.getHardTimeout())
                        .setDurationSec(3)
                        .setByteCount(U64.of(4_711))
                        .build())
                .map(OFFlowStatsEntry.class::cast)
                .toList();
        int half = entries.size() / 2;
        answers.add(FACTORY.buildFlowStatsReply()
                .setXid(request.getXid())
                .setFlags(Set.of(OFStatsReplyFlags.REPLY_MORE))
                .setEntries(entries.subList(0, half))
                .build());
        answers.add(FACTORY.buildFlowStatsReply()
                .setXid(request.getXid())
                .setEntries(entries.subList(half, entries.size()))
                .build());
    }

    private static OFPortDesc describe(int port, boolean up) {
        return FACTORY.buildPortDesc()
                .setPortNo(OFPort.of(port))
                .setName("p" + port)
                .setHwAddr(org.projectfloodlight.openflow.types.MacAddress.of(port))
                .setState(up ? Set.of(OFPortState.LIVE) : Set.of(OFPortState.LINK_DOWN))
                .setCurrSpeed(10_000_000)
                .build();
    }

    private static FlowKey key(OFFlowMod flow) {
        return new FlowKey(flow.getTableId().getValue(), flow.getPriority(), flow.getMatch());
    }
}
