package org.ebbcast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class EbbcastTest {
    private static final String STREAMING = "{\"id\":\"d-1\",\"image\":\"demo/app:v1\",\"state\":\"STREAMING\","
            + "\"secondsElapsed\":1.0,\"bytesToSend\":100,\"targets\":[{\"host\":\"h2\",\"state\":\"RECEIVING\","
            + "\"bytesTotal\":100,\"bytesVerified\":50}]}";
    private static final String COMPLETED = "{\"id\":\"d-1\",\"image\":\"demo/app:v1\",\"state\":\"COMPLETED\","
            + "\"secondsElapsed\":2.0,\"bytesToSend\":100,\"targets\":[{\"host\":\"h2\",\"state\":\"DONE\","
            + "\"bytesTotal\":100,\"bytesVerified\":100}]}";
    private static final String PARTIAL = "{\"id\":\"d-1\",\"image\":\"demo/app:v1\",\"state\":\"PARTIAL\","
            + "\"secondsElapsed\":2.0,\"bytesToSend\":100,\"targets\":[{\"host\":\"h2\",\"state\":\"FAILED\","
            + "\"reason\":\"NO_SPACE\",\"detail\":\"3 bytes free\",\"bytesTotal\":100,\"bytesVerified\":0}]}";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private FakeController controller;

    @BeforeEach
    void start() throws IOException {
        controller = new FakeController();
    }

    @AfterEach
    void stop() {
        controller.close();
    }

    private int run(String... args) {
        CommandLine line = Ebbcast.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }

    @Test
    void distribute_everyTargetDone_exitsZeroAndSaysSo() {
        controller
                .answer("POST /v1/distributions", 201, STREAMING)
                .answer("GET /v1/distributions/d-1", 200, STREAMING)
                .answer("GET /v1/distributions/d-1", 200, COMPLETED);

        int exit = run("distribute", "demo/app:v1", "--to", "h2,rack=r2", "--from", "h1", "--controller", controller.url());

        assertThat(exit).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("COMPLETED").contains("1/1 done").contains("h2");
        assertThat(controller.requests().get(0))
                .isEqualTo("POST /v1/distributions {\"image\":\"demo/app:v1\",\"targets\":[\"h2\",\"rack=r2\"],"
                        + "\"sources\":[\"h1\"],\"importIntoDocker\":true}");
    }

    @Test
    void distribute_aTargetFailed_exitsOneWithTheReason() {
        controller
                .answer("POST /v1/distributions", 201, STREAMING)
                .answer("GET /v1/distributions/d-1", 200, PARTIAL);

        int exit = run("distribute", "demo/app:v1", "--to", "all", "--controller", controller.url());

        assertThat(exit).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(out.toString()).contains("NO_SPACE: 3 bytes free");
    }

    @Test
    void distribute_refused_exitsFourWithTheControllersWords() {
        controller.answer(
                "POST /v1/distributions", 400, "{\"title\":\"Unknown host\",\"detail\":\"no host is called 'h99'\"}");

        int exit = run("distribute", "demo/app:v1", "--to", "h99", "--controller", controller.url());

        assertThat(exit).isEqualTo(ExitCode.REFUSED);
        assertThat(err.toString()).contains("no host is called 'h99'");
    }

    @Test
    void distribute_withPolicy_sendsItInBitsAndTimes() {
        controller.answer("POST /v1/distributions", 201, STREAMING);

        int exit = run("distribute", "demo/app:v1", "--to", "h2", "--no-wait", "--max-rate", "2.5M", "--priority", "3", "--encrypt",
                "--not-before", "2030-05-01T02:00:00Z", "--not-after", "2030-05-01T05:00:00Z",
                "--controller", controller.url());

        assertThat(exit).isEqualTo(ExitCode.OK);
        assertThat(controller.requests().get(0))
                .endsWith("\"importIntoDocker\":true,\"encrypt\":true,\"maxRateBitsPerSecond\":2500000,"
                        + "\"notBefore\":\"2030-05-01T02:00:00Z\",\"notAfter\":\"2030-05-01T05:00:00Z\","
                        + "\"priority\":3.0}");
    }

    @Test
    void distribute_rateThatIsNone_exitsTwoAndNamesIt() {
        int exit = run("distribute", "demo/app:v1", "--to", "h2", "--max-rate", "5 MB", "--controller", "http://x");

        assertThat(exit).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--max-rate").contains("'5 MB' is no rate");
    }

    @Test
    void pauseAndResume_postToTheDistribution() {
        controller
                .answer("POST /v1/distributions/d-1/pause", 202, STREAMING)
                .answer("POST /v1/distributions/d-1/resume", 202, STREAMING);

        assertThat(run("pause", "d-1", "--controller", controller.url())).isEqualTo(ExitCode.OK);
        assertThat(run("resume", "d-1", "--controller", controller.url())).isEqualTo(ExitCode.OK);

        assertThat(out.toString()).contains("d-1 is paused").contains("d-1 goes on");
    }

    @Test
    void pause_somethingThatIsNoId_exitsTwoAndNamesIt() {
        assertThat(run("pause", "d 1", "--controller", controller.url())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("'d 1/pause' is no name").contains("d-7");
    }

    @Test
    void status_noController_exitsThreeAndNamesTheAddress() {
        String url = controller.url();
        controller.close();

        int exit = run("status", "--controller", url);

        assertThat(exit).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(err.toString()).contains(url);
    }

    @Test
    void watch_json_printsOnlyTheFinalDistribution() {
        controller.answer("GET /v1/distributions/d-1", 200, COMPLETED);

        int exit = run("watch", "d-1", "--json", "--controller", controller.url());

        assertThat(exit).isEqualTo(ExitCode.OK);
        assertThat(out.toString().trim()).isEqualTo(COMPLETED);
    }

    @Test
    void controller_unknownSettingValue_exitsTwoAndNamesIt() {
        int exit = run("controller", "--headroom", "lots", "--state", "unused");

        assertThat(exit).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("headroom").contains("lots");
    }

    @Test
    void controller_unknownOption_exitsTwoInTwoLines() {
        int exit = run("controller", "--bogus", "1");

        assertThat(exit).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines()).hasSize(2).first().asString().contains("--bogus");
    }

    @Test
    void help_everyVerb_isThere() {
        for (String verb : Ebbcast.commandLine().getSubcommands().keySet()) {
            assertThat(run(verb, "--help")).as(verb).isEqualTo(ExitCode.OK);
        }
    }
}
