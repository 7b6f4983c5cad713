package org.ebbcast.onos;

import java.time.Duration;
import java.util.Hashtable;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ebbcast.onos.cluster.Driver;
import org.ebbcast.onos.cluster.LeaderWatch;
import org.ebbcast.onos.cluster.PollIntervals;
import org.ebbcast.onos.fabric.FabricServices;
import org.ebbcast.onos.rules.RuleServices;
import org.ebbcast.orchestrator.Orchestrator;
import org.jspecify.annotations.Nullable;
import org.onosproject.cfg.ComponentConfigService;
import org.onosproject.cluster.ClusterService;
import org.onosproject.cluster.ControllerNode;
import org.onosproject.cluster.LeadershipService;
import org.onosproject.cluster.NodeId;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreService;
import org.onosproject.net.config.NetworkConfigService;
import org.onosproject.net.device.DeviceService;
import org.onosproject.net.edge.EdgePortService;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.group.GroupService;
import org.onosproject.net.host.HostService;
import org.onosproject.net.link.LinkService;
import org.onosproject.store.service.StorageService;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application: runs for leadership and, while it leads, drives distributions. What it starts and ends is owned by
 * the control worker; OSGi's threads post to it.
 */
@Component(immediate = true, service = EbbcastService.class)
public class EbbcastApplication implements EbbcastService {
    private static final Logger LOG = LoggerFactory.getLogger(EbbcastApplication.class);
    private static final String NAME = "org.ebbcast";
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final int MAX_WAITING = 1000;
    private static final long END_SECONDS = 20;

    @Reference
    protected CoreService coreService;

    @Reference
    protected ComponentConfigService configurationService;

    @Reference
    protected ClusterService clusterService;

    @Reference
    protected LeadershipService leadershipService;

    @Reference
    protected StorageService storageService;

    @Reference
    protected NetworkConfigService networkConfigurationService;

    @Reference
    protected DeviceService deviceService;

    @Reference
    protected LinkService linkService;

    @Reference
    protected HostService hostService;

    @Reference
    protected EdgePortService edgePortService;

    @Reference
    protected FlowRuleService flowRuleService;

    @Reference
    protected GroupService groupService;

    private @Nullable Worker control;
    private @Nullable LeaderWatch watch;
    private @Nullable ApplicationId application;
    private volatile Settings settings = Settings.of(new Hashtable<>());
    private volatile @Nullable Driver driver;
    private @Nullable PollIntervals polls; // control worker only
    private boolean leading; // control worker only

    @Activate
    protected void activate(ComponentContext context) {
        application = coreService.registerApplication(NAME);
        configurationService.registerProperties(getClass());
        settings = read(context).orElse(settings);
        control = new Worker("ebbcast-control", MAX_WAITING);
        control.execute(() -> polls = PollIntervals.open(configurationService, storageService));
        control.every(RETRY, this::ensure);
        watch = LeaderWatch.start(leadershipService, NAME, self(), control, new Part());
        LOG.info("started as {}", self());
    }

    @Deactivate
    protected void deactivate() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        control.execute(() -> {
            try {
                end(true); // before the polls go back, as ONOS tells of rules gone only when it has polled
                putPollsBack();
            } finally {
                ended.complete(null);
            }
        });
        try {
            ended.get(END_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("Tried to end cleanly but {}; rules may be left, the next start removes them", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.close();
        control.close();
        configurationService.unregisterProperties(getClass(), false);
        LOG.info("stopped");
    }

    private void putPollsBack() {
        if (leading && polls != null) {
            polls.close();
        }
        leading = false;
    }

    /** Takes changed settings over at once; a wrong value is refused and put back. */
    @Modified
    protected void modified(ComponentContext context) {
        control.execute(() -> read(context).ifPresent(this::change));
    }

    private Optional<Settings> read(ComponentContext context) {
        try {
            return Optional.of(Settings.of(context.getProperties()));
        } catch (IllegalArgumentException e) {
            LOG.error("Tried to take over the component configuration but {}; what was valid before stays in force",
                    e.getMessage());
            putBack();
            return Optional.empty();
        }
    }

    /** So that ONOS shows what is in force. */
    private void putBack() {
        var given = settings.given();
        Settings.keys().stream().map(Settings::propertyName).forEach(name -> {
            if (given.containsKey(name)) {
                configurationService.setProperty(getClass().getName(), name, given.get(name));
            } else {
                configurationService.unsetProperty(getClass().getName(), name);
            }
        });
    }

    private void change(Settings changed) {
        Settings before = settings;
        settings = changed;
        Driver running = driver;
        if (running == null) {
            return;
        }
        if (before.differsInCapacityOnly(changed)) {
            running.setLinkCapacity(changed.linkCapacity());
        } else {
            LOG.info("settings changed; what runs is suspended and taken up again with the new ones");
            end(true);
            begin();
            ensure();
        }
    }

    /** What leadership asks for; on the control worker. */
    private final class Part implements LeaderWatch.Listener {
        @Override
        public void lead() {
            leading = true;
            LOG.info("this instance leads");
            begin();
            ensure();
        }

        @Override
        public void follow() {
            leading = false;
            LOG.info("another instance leads");
            end(false);
        }
    }

    /** Tries again what could not begin, and asks providers that came late for their polls. */
    private void ensure() {
        if (leading && driver == null) {
            begin();
        }
        if (leading && polls != null) {
            settings.pollSeconds().ifPresentOrElse(polls::ask, polls::close);
        }
    }

    private void begin() {
        try {
            driver = Driver.start(fabricServices(), ruleServices(), storageService, settings, self().toString());
        } catch (RuntimeException e) {
            LOG.error("Tried to begin but {}; trying again every {} s", e.getMessage(), RETRY.toSeconds(), e);
        }
    }

    private void end(boolean cleanly) {
        Driver running = driver;
        driver = null;
        if (running != null && cleanly) {
            running.close();
        } else if (running != null) {
            running.abandon();
        }
    }

    private FabricServices fabricServices() {
        return FabricServices.of(
                deviceService, linkService, hostService, edgePortService, networkConfigurationService);
    }

    private RuleServices ruleServices() {
        return RuleServices.of(application, deviceService, flowRuleService, groupService);
    }

    private NodeId self() {
        return clusterService.getLocalNode().id();
    }

    @Override
    public Optional<Orchestrator> orchestrator() {
        return Optional.ofNullable(driver).map(Driver::orchestrator);
    }

    @Override
    public Optional<String> leader() {
        return Optional.ofNullable(leadershipService.getLeader(NAME))
                .map(clusterService::getNode)
                .map(ControllerNode::ip)
                .map(Object::toString);
    }

    @Override
    public void setLinkCapacity(OptionalLong bitsPerSecond) {
        String value = bitsPerSecond.isPresent() ? Long.toString(bitsPerSecond.getAsLong()) : "";
        configurationService.setProperty(getClass().getName(), "linkCapacity", value);
    }
}
