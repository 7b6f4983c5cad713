package org.ebbcast.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.ebbcast.protocol.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "busybox, docker.io, library/busybox, latest, busybox, busybox:latest",
        "demo/app:v1, docker.io, demo/app, v1, demo/app, demo/app:v1",
        "docker.io/library/busybox, docker.io, library/busybox, latest, busybox, busybox:latest",
        "index.docker.io/demo/app, docker.io, demo/app, latest, demo/app, demo/app:latest",
        "GHCR.io/owner/app:1.0, ghcr.io, owner/app, 1.0, ghcr.io/owner/app, ghcr.io/owner/app:1.0",
        "reg.local:5000/app, reg.local:5000, app, latest, reg.local_5000/app, reg.local:5000/app:latest",
        "localhost/app:x, localhost, app, x, app, app:x",
        "127.0.0.1:5000/demo/app:v1, 127.0.0.1:5000, demo/app, v1, demo/app, demo/app:v1",
        "demo/deep/app, docker.io, demo/deep/app, latest, demo/deep/app, demo/deep/app:latest"
    })
    void parse_asPeopleWrite_hasDockersDefaults(
            String text, String registry, String path, String tag, String repository, String familiar) {
        ImageReference reference = ImageReference.parse(text);
        assertThat(reference.registry()).isEqualTo(registry);
        assertThat(reference.path().text()).isEqualTo(path);
        assertThat(reference.tag().orElseThrow().text()).isEqualTo(tag);
        assertThat(reference.repository().text()).isEqualTo(repository);
        assertThat(reference.familiar()).isEqualTo(familiar);
    }

    @Test
    void parse_withDigest_hasNoDefaultTag() {
        Digest digest = Digest.ofContent(new byte[] {1});
        ImageReference byDigest = ImageReference.parse("demo/app@" + digest);
        assertThat(byDigest.tag()).isEmpty();
        assertThat(byDigest.digest()).contains(digest);
        ImageReference both = ImageReference.parse("demo/app:v1@" + digest);
        assertThat(both.familiar()).isEqualTo("demo/app:v1@" + digest);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "Demo", "demo/App:v1", "demo/app:", "demo/app:-x", "demo//app", "/app", "app/", "demo/app@sha256:12",
        "demo/app@", "a b", "reg.local:port/app", "demo/_app", "https://example.org/app", "ä", "-host.org/app"
    })
    void parse_malformed_saysSo(String text) {
        assertThatThrownBy(() -> ImageReference.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not an image reference");
    }

    @Test
    void parse_imageId_asksForAName() {
        assertThatThrownBy(() -> ImageReference.parse(Digest.EMPTY.toString())).hasMessageContaining("image id");
        assertThatThrownBy(() -> ImageReference.parse(Digest.EMPTY.hex())).hasMessageContaining("image id");
    }

    @Property
    void parse_anyText_parsesOrRefusesWithAReason(@ForAll @StringLength(max = 300) String text) {
        try {
            ImageReference.parse(text);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("is not an image reference: ");
        }
    }

    @Property
    void familiar_ofAnyReference_parsesToTheSamePlace(@ForAll("references") String text) {
        ImageReference reference = ImageReference.parse(text);
        ImageReference again = ImageReference.parse(reference.familiar());
        assertThat(again.repository()).isEqualTo(reference.repository());
        assertThat(again.tag()).isEqualTo(reference.tag());
        assertThat(again.digest()).isEqualTo(reference.digest());
        assertThat(again.familiar()).isEqualTo(reference.familiar());
    }

    @Provide
    Arbitrary<String> references() {
        Arbitrary<String> registry =
                Arbitraries.of("", "docker.io/", "ghcr.io/", "r.local:5000/", "127.0.0.1:5000/", "localhost/");
        Arbitrary<String> path = Arbitraries.of("app", "demo/app", "a/b/c", "x/a.b-c__d/e", "library/app");
        Arbitrary<String> tag = Arbitraries.of("", ":v1", ":1.0-rc_1");
        Arbitrary<String> digest = Arbitraries.of("", "@" + Digest.EMPTY);
        return Combinators.combine(registry, path, tag, digest).as((r, p, t, d) -> r + p + t + d);
    }
}
