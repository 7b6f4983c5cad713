package org.ebbcast.controller.internal.openflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ebbcast.orchestrator.port.RuleException;
import org.ebbcast.orchestrator.port.RulePort;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.GroupEntry;
import org.ebbcast.rules.RuleStages;
import org.ebbcast.rules.SwitchRules;
import org.projectfloodlight.openflow.protocol.OFGroupType;
import org.projectfloodlight.openflow.protocol.OFMessage;

/**
 * Rules of trees over OpenFlow. All work is done on the event loop, which owns the sessions; stages complete there, so
 * what depends on them must not block.
 */
public final class OpenFlowRulePort implements RulePort {
    private final Executor loop;
    private final SwitchSessions sessions;
    private final LiveRules live;

    OpenFlowRulePort(Executor loop, SwitchSessions sessions, LiveRules live) {
        this.loop = loop;
        this.sessions = sessions;
        this.live = live;
    }

    @Override
    public CompletionStage<Void> install(RuleStages stages) {
        return onLoop(() -> installFrom(stages.stages(), 0));
    }

    private CompletableFuture<Void> installFrom(List<List<SwitchRules>> stages, int next) {
        if (next == stages.size()) {
            return CompletableFuture.completedFuture(null);
        }
        return allOf(stages.get(next), this::install)
                .handle((done, failure) -> failure == null
                        ? installFrom(stages, next + 1)
                        : rollback(stages.subList(0, next + 1)).<Void>thenCompose(undone -> failed(failure)))
                .thenCompose(Function.identity());
    }

    private CompletableFuture<Void> install(SwitchRules rules) {
        Optional<SwitchSession> session = sessions.get(rules.datapathId());
        if (session.isEmpty()) {
            return failed(rules.datapathId(), "is not connected");
        }
        live.add(rules);
        return session.get()
                .transact(installation(rules, OpenFlowMessages::addAllGroup))
                .handle((done, failure) -> {
                    boolean groupExists = failure instanceof SwitchException refusal && refusal.groupExists();
                    return groupExists
                            ? session.get().transact(installation(rules, OpenFlowMessages::modifyAllGroup))
                            : OpenFlowRulePort.outcome(failure);
                })
                .thenCompose(Function.identity())
                .handle((done, failure) -> failure == null
                        ? OpenFlowRulePort.outcome(null)
                        : failed(rules.datapathId(), cause(failure).getMessage()))
                .thenCompose(Function.identity());
    }

    private static List<OFMessage> installation(SwitchRules rules, Function<GroupEntry, OFMessage> putGroup) {
        List<OFMessage> messages = new ArrayList<>(3);
        rules.group().ifPresent(group -> {
            messages.add(putGroup.apply(group));
            messages.add(OpenFlowMessages.barrier());
        });
        messages.add(OpenFlowMessages.putTreeFlow(rules.flow()));
        return messages;
    }

    private CompletableFuture<Void> rollback(List<List<SwitchRules>> stages) {
        List<SwitchRules> all = stages.stream().flatMap(List::stream).toList();
        return allOf(all, this::removeQuietly);
    }

    @Override
    public CompletionStage<Void> remove(RuleStages stages) {
        return onLoop(() -> {
            // Not live from now on, whatever happens: a switch that is away is cleaned when it comes back.
            stages.stages().forEach(stage -> stage.forEach(live::remove));
            return removeFrom(stages.stages(), 0);
        });
    }

    private CompletableFuture<Void> removeFrom(List<List<SwitchRules>> stages, int next) {
        return next == stages.size()
                ? CompletableFuture.completedFuture(null)
                : allOf(stages.get(next), this::remove).thenCompose(done -> removeFrom(stages, next + 1));
    }

    private CompletableFuture<Void> remove(SwitchRules rules) {
        return sessions.get(rules.datapathId())
                .map(session -> session.transact(removal(rules))
                        .handle((done, failure) -> failure == null || !session.isOpen()
                                ? OpenFlowRulePort.outcome(null)
                                : failed(rules.datapathId(), failure.getMessage()))
                        .thenCompose(Function.identity()))
                .orElse(CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<Void> removeQuietly(SwitchRules rules) {
        live.remove(rules);
        return remove(rules).handle((done, failure) -> null);
    }

    private static List<OFMessage> removal(SwitchRules rules) {
        List<OFMessage> messages = new ArrayList<>(3);
        messages.add(OpenFlowMessages.removeTreeFlow(rules.flow()));
        rules.group().ifPresent(group -> {
            messages.add(OpenFlowMessages.barrier());
            messages.add(OpenFlowMessages.removeGroup(group.groupId(), OFGroupType.ALL));
        });
        return messages;
    }

    @Override
    public CompletionStage<List<OwnRule>> removeOrphans(Set<Long> liveCookies, Set<Integer> liveGroupIds) {
        return onLoop(() -> {
            live.retain(liveCookies, liveGroupIds);
            return gather(session -> found(session).thenCompose(found -> {
                List<OFMessage> messages = LiveRules.removals(
                        found, cookie -> !liveCookies.contains(cookie), group -> !liveGroupIds.contains(group));
                List<OwnRule> orphans = ownRules(session.id(), found).stream()
                        .filter(rule -> rule.isGroup()
                                ? !liveGroupIds.contains((int) rule.id())
                                : !liveCookies.contains(rule.id()))
                        .toList();
                return session.transact(messages).thenApply(done -> orphans);
            }));
        });
    }

    @Override
    public CompletionStage<List<OwnRule>> inventory() {
        return onLoop(() -> gather(session -> found(session).thenApply(found -> ownRules(session.id(), found))));
    }

    private static CompletableFuture<FoundRules> found(SwitchSession session) {
        return session.collect(OpenFlowMessages.treeFlows())
                .thenCombine(session.collect(OpenFlowMessages.groups()), SwitchChannelHandler::found);
    }

    private static List<OwnRule> ownRules(DatapathId id, FoundRules found) {
        List<OwnRule> rules = new ArrayList<>();
        found.treeFlows()
                .forEach(flow -> rules.add(OwnRule.flow(id, flow.getCookie().getValue())));
        found.treeGroups().forEach(group -> rules.add(OwnRule.group(id, group)));
        return rules;
    }

    /** Asks every connected switch; one that goes away while asked has nothing to say, any other failure is told. */
    private CompletableFuture<List<OwnRule>> gather(
            Function<SwitchSession, CompletableFuture<List<OwnRule>>> question) {
        List<OwnRule> all = new ArrayList<>();
        return allOf(sessions.all(), session -> question.apply(session)
                        .handle((rules, failure) -> {
                            if (failure == null) {
                                all.addAll(rules);
                            }
                            return failure == null || !session.isOpen()
                                    ? OpenFlowRulePort.outcome(null)
                                    : failed(session.id(), cause(failure).getMessage());
                        })
                        .thenCompose(Function.identity()))
                .thenApply(done -> List.copyOf(all));
    }

    /** Does all at once and waits for all, also when some fail, so that no straggler acts after the outcome is told. */
    private static <T> CompletableFuture<Void> allOf(List<T> items, Function<T, CompletableFuture<Void>> action) {
        CompletableFuture<?>[] running = items.stream().map(action).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(running);
    }

    private <T> CompletionStage<T> onLoop(Supplier<CompletableFuture<T>> work) {
        return CompletableFuture.supplyAsync(work, loop)
                .thenCompose(Function.identity())
                .handle((value, failure) -> failure == null
                        ? CompletableFuture.completedFuture(value)
                        : CompletableFuture.<T>failedFuture(cause(failure)))
                .thenCompose(Function.identity());
    }

    private static CompletableFuture<Void> outcome(@org.jspecify.annotations.Nullable Throwable failure) {
        return failure == null ? CompletableFuture.completedFuture(null) : failed(failure);
    }

    private static CompletableFuture<Void> failed(Throwable failure) {
        return CompletableFuture.failedFuture(cause(failure));
    }

    private static CompletableFuture<Void> failed(DatapathId id, String why) {
        return CompletableFuture.failedFuture(new RuleException(id, why));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
