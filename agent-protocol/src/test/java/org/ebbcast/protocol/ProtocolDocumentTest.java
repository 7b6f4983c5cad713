package org.ebbcast.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps docs/protocol.md true: what is said there of messages is what the classes are. */
class ProtocolDocumentTest {
    private static final Pattern SECTION =
            Pattern.compile("^#### `([A-Za-z-]+)`$(.*?)(?=^#)", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("^\\| `([A-Za-z0-9]+)` \\|", Pattern.MULTILINE);

    private final String document = read();
    private final Map<String, String> sections = sections(document);

    private static String read() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("docs/protocol.md"))) {
            directory = directory.getParent();
        }
        try {
            return Files.readString(directory.resolve("docs/protocol.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> sections(String document) {
        Map<String, String> sections = new LinkedHashMap<>();
        Matcher matcher = SECTION.matcher(document);
        while (matcher.find()) {
            assertThat(sections.put(matcher.group(1), matcher.group(2))).as(matcher.group(1)).isNull();
        }
        return sections;
    }

    private static Map<String, Class<?>> described() {
        Map<String, Class<?>> types = new LinkedHashMap<>();
        for (Class<?> direction : List.of(AgentMessage.class, ControllerMessage.class)) {
            for (JsonSubTypes.Type type : MessageArbitraries.types(direction)) {
                types.put(type.name(), type.value());
                MessageArbitraries.parts(type.value()).forEach(part -> types.put(part.getSimpleName(), part));
            }
        }
        return types;
    }

    @Test
    void document_hasASectionForEveryTypeAndNoOther() {
        assertThat(sections.keySet()).containsExactlyInAnyOrderElementsOf(described().keySet());
    }

    @Test
    void section_ofEveryType_listsItsFieldsInOrder() {
        described().forEach((name, type) -> {
            List<String> rows = new ArrayList<>();
            Matcher row = ROW.matcher(sections.get(name));
            while (row.find()) {
                rows.add(row.group(1));
            }
            assertThat(rows).as(name).isEqualTo(MessageArbitraries.fieldNames(type));
        });
    }

    @Test
    void section_ofEveryTypeWithAnEnum_namesAllItsConstants() {
        Set<Class<?>> withEnum = new LinkedHashSet<>();
        described().forEach((name, type) -> Stream.of(type.getDeclaredClasses())
                .filter(Class::isEnum)
                .flatMap(e -> Arrays.stream(e.getEnumConstants()))
                .forEach(constant -> {
                    withEnum.add(type);
                    assertThat(sections.get(name)).contains("`" + constant + "`");
                }));
        assertThat(withEnum).isNotEmpty();
    }

    @Test
    void limits_areGivenWithTheirValue() {
        Map<String, Long> limits = Map.of(
                "MAX_HELLO_BYTES", (long) Limits.MAX_HELLO_BYTES,
                "MAX_FRAME_BYTES", (long) Limits.MAX_FRAME_BYTES,
                "MAX_JSON_DEPTH", (long) Limits.MAX_JSON_DEPTH,
                "MAX_NUMBER_CHARS", (long) Limits.MAX_NUMBER_CHARS,
                "MAX_TEXT_CHARS", (long) Limits.MAX_TEXT_CHARS,
                "MAX_DETAIL_CHARS", (long) Limits.MAX_DETAIL_CHARS,
                "MAX_MISSING_RANGES", (long) Limits.MAX_MISSING_RANGES,
                "MAX_PIECES", (long) Limits.MAX_PIECES);
        String words = Stream.of(document.split("\\s+")).collect(Collectors.joining(" "));
        limits.forEach((name, value) -> {
            String number = NumberFormat.getIntegerInstance(Locale.ROOT).format(value);
            assertThat(words).containsPattern(Pattern.quote(number) + "[^.;]{0,40}\\(`" + name + "`\\)");
        });
        assertThat(Limits.MAX_CHUNK_BYTES).isEqualTo(65_483);
        assertThat(document)
                .contains("1..65483 (`MAX_CHUNK_BYTES`)", "2³⁰ bytes (`MAX_PIECE_BYTES`)", "2³² (`MAX_CHUNKS`)");
    }

    @Test
    void version_ofTheDocument_isTheOneSpoken() {
        assertThat(document).startsWith("# The Ebbcast protocol, version " + Limits.MAX_VERSION + "\n");
    }

    @Test
    void layoutExample_isRight() {
        ShipmentLayout layout = ShipmentLayout.of(100, 4, new long[] {250, 520});
        assertThat(layout.chunkCount()).isEqualTo(9);
        assertThat(layout.pieceCount()).isEqualTo(3);
        assertThat(List.of(layout.chunkLength(2), layout.chunkLength(8))).containsExactly(50, 20);
        int[] pieces = LongStream.of(2, 3, 6, 7).mapToInt(layout::pieceOfChunk).toArray();
        assertThat(pieces).containsExactly(0, 1, 1, 2);
        assertThat(64 * ChunkHeader.chunkBytesFor(1500, false)).isEqualTo(92_672);
        assertThat(ShipmentLayout.chunksPerPieceFor(1448, new long[] {3_000_000_000L})).isEqualTo(64);
    }
}
