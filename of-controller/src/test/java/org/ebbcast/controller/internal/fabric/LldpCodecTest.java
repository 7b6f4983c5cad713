package org.ebbcast.controller.internal.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ebbcast.rules.ConnectPoint;
import org.ebbcast.rules.DatapathId;
import org.ebbcast.rules.PortNumber;
import org.junit.jupiter.api.Test;

class LldpCodecTest {
    private static final ConnectPoint FROM = ConnectPoint.of(DatapathId.of(-1), PortNumber.of(0xffffff00L));

    private final LldpCodec codec = new LldpCodec(new byte[16]);

    @Test
    void frame_readBack_tellsWhereItWasSent() {
        EthernetFrame frame = EthernetFrame.read(codec.frame(FROM).bytes()).orElseThrow();
        assertThat(frame.etherType()).isEqualTo(EthernetFrame.LLDP);
        assertThat(codec.read(frame.payload())).contains(FROM);
    }

    @Test
    void frame_ofAnotherKey_isNobodys() {
        byte[] key = new byte[16];
        key[3] = 1;
        assertThat(new LldpCodec(key).read(codec.frame(FROM).payload())).isEmpty();
    }

    /** Bits that carry the port, the datapath or the proof cannot be changed; whatever else is changed does not throw. */
    @Property(tries = 300)
    void frame_mangled_isNeverAnotherPort(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] payload = codec.frame(FROM).payload();
        for (int i = 0; i <= random.nextInt(4); i++) {
            payload[random.nextInt(payload.length)] ^= (byte) (1 << random.nextInt(8));
        }
        byte[] cut = Arrays.copyOf(payload, random.nextInt(payload.length + 1));
        assertThat(codec.read(payload).filter(from -> !from.equals(FROM))).isEmpty();
        assertThat(codec.read(cut).filter(from -> !from.equals(FROM))).isEmpty();
    }
}
