package org.ebbcast.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class HttpRangeTest {
    private static HttpRange of(String header, long size) {
        return HttpRange.of(Optional.of(header), size);
    }

    @Property
    void of_anyText_staysWithinTheContent(@ForAll @StringLength(max = 40) String text, @ForAll int size) {
        for (String header : new String[] {text, "bytes=" + text}) {
            HttpRange range = of(header, size & Integer.MAX_VALUE);
            assertThat(range.offset()).isNotNegative();
            assertThat(range.offset() + range.lengthBytes()).isBetween(0L, (long) (size & Integer.MAX_VALUE));
        }
    }

    @Property
    void of_firstAndLast_isWhatRfc9110Says(
            @ForAll @IntRange(min = 0, max = 30) int first,
            @ForAll @IntRange(min = 0, max = 30) int last,
            @ForAll @IntRange(min = 0, max = 20) int size) {
        HttpRange range = of("bytes=" + first + "-" + last, size);
        if (last < first || first >= size) {
            assertThat(range.kind()).isEqualTo(HttpRange.Kind.UNSATISFIABLE);
        } else {
            assertThat(range).isEqualTo(
                    new HttpRange(HttpRange.Kind.PART, first, Math.min(last, size - 1) - first + 1));
        }
    }

    @Test
    void of_openAndSuffix_areParts() {
        assertThat(of("bytes=5-", 10)).isEqualTo(new HttpRange(HttpRange.Kind.PART, 5, 5));
        assertThat(of("bytes=-3", 10)).isEqualTo(new HttpRange(HttpRange.Kind.PART, 7, 3));
        assertThat(of("Bytes = -30 ", 10)).isEqualTo(new HttpRange(HttpRange.Kind.PART, 0, 10));
        assertThat(of("bytes=-0", 10).kind()).isEqualTo(HttpRange.Kind.UNSATISFIABLE);
        assertThat(of("bytes=0-0", 0).kind()).isEqualTo(HttpRange.Kind.UNSATISFIABLE);
    }

    @Test
    void of_otherUnitsSeveralOrNonsense_isWhole() {
        for (String header : new String[] {"lines=1-2", "bytes=1-2,4-5", "bytes=-", "bytes=a-b", "", "1-2"}) {
            assertThat(of(header, 10).kind()).isEqualTo(HttpRange.Kind.WHOLE);
        }
    }

    @Test
    void of_hugeNumbers_areCapped() {
        assertThat(of("bytes=0-9999999999999999999", 10)).isEqualTo(new HttpRange(HttpRange.Kind.PART, 0, 10));
        assertThat(of("bytes=9999999999999999999-", 10).kind()).isEqualTo(HttpRange.Kind.UNSATISFIABLE);
    }
}
