package org.ebbcast.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypesTest {
    @Property(tries = 200)
    void ipv4Address_writtenAndRead_isUnchanged(@ForAll int bits) {
        Ipv4Address address = Ipv4Address.ofBits(bits);
        assertThat(Ipv4Address.parse(address.toString())).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.-4", "1.2.3.x", " 1.2.3.4", "1.2.3.4444"})
    void ipv4Address_fromNonsense_isRefusedByName(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Ipv4Address.parse(text)).withMessageContaining(text);
    }

    @Test
    void ipv4Address_isMulticast_onlyFrom224To239() {
        assertThat(Ipv4Address.parse("224.0.0.0").isMulticast()).isTrue();
        assertThat(Ipv4Address.parse("239.255.255.255").isMulticast()).isTrue();
        assertThat(Ipv4Address.parse("223.255.255.255").isMulticast()).isFalse();
        assertThat(Ipv4Address.parse("240.0.0.0").isMulticast()).isFalse();
    }

    @Property(tries = 200)
    void datapathId_writtenAndRead_isUnchanged(@ForAll long value) {
        DatapathId id = DatapathId.of(value);
        assertThat(id.toString()).matches("[0-9a-f]{16}");
        assertThat(DatapathId.parse(id.toString())).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x1", "g", "12345678901234567", "00:00:00:00:00:00:00:01", "-1"})
    void datapathId_fromNonsense_isRefusedByName(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DatapathId.parse(text)).withMessageContaining(text);
    }

    @Test
    void datapathIds_sortUnsigned() {
        assertThat(DatapathId.of(-1)).isGreaterThan(DatapathId.of(1));
        assertThat(ConnectPoint.of(DatapathId.of(1), PortNumber.of(2)))
                .isLessThan(ConnectPoint.of(DatapathId.of(1), PortNumber.of(10)))
                .isLessThan(ConnectPoint.of(DatapathId.of(2), PortNumber.of(1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 0xffffff01L, 0xfffffffeL, Long.MAX_VALUE})
    void portNumber_thatIsNotPhysical_isRefused(long value) {
        assertThatIllegalArgumentException().isThrownBy(() -> PortNumber.of(value));
    }

    @Test
    void actionsProfilesAndGroups_outOfRange_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Action.setDscp(64));
        assertThatIllegalArgumentException().isThrownBy(() -> Action.setQueue(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> GroupEntry.all(1, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> PipelineProfile.of(255, 1, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> PipelineProfile.of(0, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> PipelineProfile.of(0, 65_536, 0, 0));
        assertThat(Action.group(0xeb000001).operand()).isEqualTo(0xeb000001L);
    }

    @Test
    void hop_withoutOutputOrBackOrTwice_isRefused() {
        PortNumber one = PortNumber.of(1);
        PortNumber two = PortNumber.of(2);
        for (List<PortNumber> bad : List.of(List.<PortNumber>of(), List.of(one), List.of(two, two))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DistributionTree.Hop.of(DatapathId.of(1), one, bad));
        }
    }
}
