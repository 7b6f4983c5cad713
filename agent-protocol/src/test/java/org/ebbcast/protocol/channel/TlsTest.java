package org.ebbcast.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ebbcast.protocol.HostId;
import org.ebbcast.protocol.ResolveImage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest extends ChannelFixture {
    @TempDir
    static Path directory;

    private static Certificates controllerPair;
    private static Certificates elsewhere;
    private static Certificates agentPair;

    @BeforeAll
    static void makeCertificates() throws Exception {
        controllerPair = Certificates.make(directory, "controller", "ip:127.0.0.1,dns:localhost");
        elsewhere = Certificates.make(directory, "elsewhere", "dns:elsewhere.example");
        agentPair = Certificates.make(directory, "agent", "dns:h1");
    }

    private AgentServer serve(Certificates own, Optional<Path> agentAuthorities) {
        ServerTls tls = ServerTls.of(own.certificate(), own.key(), agentAuthorities);
        return serve(AgentServerConfig.of(
                Channels.anyPort(), Optional.empty(), Duration.ofSeconds(1), "c1", Optional.of(tls)));
    }

    private CountDownLatch join(AgentServer server, Optional<ClientTls> tls, int attempts) {
        CountDownLatch hellos = new CountDownLatch(attempts);
        closeLater(AgentClient.start(
                AgentClientConfig.of(List.of(server.localAddress()), 1, tls)
                        .withBackoff(Duration.ofMillis(5), Duration.ofMillis(20)),
                () -> {
                    hellos.countDown();
                    return Channels.hello("h1");
                },
                () -> 1L,
                agent.clientListener()));
        return hellos;
    }

    @Test
    void trustedController_isConnectedTo_andLargeMessagesPass() throws Exception {
        AgentServer server = serve(controllerPair, Optional.empty());
        join(server, Optional.of(ClientTls.of(Optional.of(controllerPair.certificate()))), 1);
        assertThat(agent.next()).isEqualTo("welcomed c1");
        assertThat(controller.next()).isEqualTo("connected h1");
        for (int i = 0; i < 1000; i++) {
            server.send(HostId.of("h1"), new ResolveImage(i, "x".repeat(500)));
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(agent.next()).isEqualTo("received ResolveImage");
        }
    }

    @Test
    void controller_withCertificateForAnotherHost_isNotTalkedTo() throws Exception {
        AgentServer server = serve(elsewhere, Optional.empty());
        CountDownLatch attempts = join(server, Optional.of(ClientTls.of(Optional.of(elsewhere.certificate()))), 3);
        assertThat(attempts.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(controller.isEmpty() && agent.isEmpty()).isTrue();
    }

    @Test
    void controller_signedByNobodyTrusted_isNotTalkedTo() throws Exception {
        AgentServer server = serve(controllerPair, Optional.empty());
        CountDownLatch attempts = join(server, Optional.of(ClientTls.of(Optional.of(agentPair.certificate()))), 3);
        assertThat(attempts.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(controller.isEmpty() && agent.isEmpty()).isTrue();
    }

    @Test
    void plainAgent_atTlsController_isNotLetIn() throws Exception {
        AgentServer server = serve(controllerPair, Optional.empty());
        CountDownLatch attempts = join(server, Optional.empty(), 3);
        assertThat(attempts.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(controller.isEmpty() && agent.isEmpty()).isTrue();
    }

    @Test
    void mutualTls_agentWithCertificate_isLetIn_othersAreNot() throws Exception {
        AgentServer server = serve(controllerPair, Optional.of(agentPair.certificate()));
        Optional<Path> trusted = Optional.of(controllerPair.certificate());
        CountDownLatch attempts = join(server, Optional.of(ClientTls.of(trusted)), 3);
        ClientTls wrong = ClientTls.mutual(trusted, elsewhere.certificate(), elsewhere.key());
        CountDownLatch wrongAttempts = join(server, Optional.of(wrong), 3);
        assertThat(attempts.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(wrongAttempts.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(controller.isEmpty()).isTrue();
        join(server, Optional.of(ClientTls.mutual(trusted, agentPair.certificate(), agentPair.key())), 1);
        assertThat(controller.next()).isEqualTo("connected h1");
    }

    @Test
    void files_missingOrNotPem_areNamed() throws Exception {
        Path missing = directory.resolve("missing.crt");
        Path nonsense = Files.writeString(directory.resolve("nonsense.crt"), "nonsense");
        for (Path bad : List.of(missing, nonsense)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ServerTls.of(bad, controllerPair.key(), Optional.empty()))
                    .withMessageContaining(bad.toString());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ServerTls.of(controllerPair.certificate(), bad, Optional.empty()))
                    .withMessageContaining(bad.toString());
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            ServerTls.of(controllerPair.certificate(), controllerPair.key(), Optional.of(bad)))
                    .withMessageContaining(bad.toString());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ClientTls.of(Optional.of(bad)))
                    .withMessageContaining(bad.toString());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ClientTls.mutual(Optional.empty(), agentPair.certificate(), bad))
                    .withMessageContaining(bad.toString());
        }
    }
}
