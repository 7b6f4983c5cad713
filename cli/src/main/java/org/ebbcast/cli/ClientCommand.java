package org.ebbcast.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A verb that talks to a controller and prints what it learns. */
abstract class ClientCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Override
    public final Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        int exitCode = run(client.connect(), out);
        out.flush();
        return exitCode;
    }

    /** Does what the verb says; answers its {@link ExitCode}. The caller flushes {@code out}. */
    abstract int run(ApiClient api, PrintWriter out);
}
