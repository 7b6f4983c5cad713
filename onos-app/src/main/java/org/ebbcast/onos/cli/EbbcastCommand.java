package org.ebbcast.onos.cli;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ebbcast.onos.EbbcastService;
import org.ebbcast.orchestrator.Orchestrator;
import org.ebbcast.orchestrator.view.DistributionId;
import org.ebbcast.orchestrator.view.DistributionView;
import org.onosproject.cli.AbstractShellCommand;

/** What the {@code ebbcast:} commands share: they ask the orchestrator and say so when this instance has none. */
abstract class EbbcastCommand extends AbstractShellCommand {
    private static final long PATIENCE_SECONDS = 10;

    /** @throws CommandException where this instance does not lead */
    static Orchestrator orchestrator() throws CommandException {
        EbbcastService service = get(EbbcastService.class);
        Optional<Orchestrator> orchestrator = service.orchestrator();
        return orchestrator.orElseThrow(() -> new CommandException(service.leader()
                .map(ip -> "the ONOS instance at " + ip + " leads; ask there")
                .orElse("no ONOS instance leads yet; try again in a moment")));
    }

    static DistributionView distribution(Orchestrator orchestrator, String id) throws CommandException {
        try {
            return orchestrator
                    .distribution(DistributionId.parse(id))
                    .orElseThrow(() -> new CommandException("there is no distribution " + id + "; see ebbcast:list"));
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage());
        }
    }

    static <T> T answer(CompletionStage<T> stage) throws CommandException {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CommandException(e.getCause().getMessage());
        } catch (TimeoutException e) {
            throw new CommandException("no answer within " + PATIENCE_SECONDS + " s; see karaf.log");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted");
        }
    }

    /** A failure is thrown on, so that the shell tells it and scripts see the exit status. */
    @Override
    protected final void doExecute() throws CommandException {
        run();
    }

    /** Does what the command is for. */
    abstract void run() throws CommandException;

    static String megabits(long bitsPerSecond) {
        return String.format(java.util.Locale.ROOT, "%.2f", bitsPerSecond / 1e6);
    }
}
