package org.ebbcast.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Any valid message of any type, found by its constructor: a new message type is covered when it is declared. */
public final class MessageArbitraries {
    private MessageArbitraries() {}

    /** The message types that {@code direction} declares. */
    public static List<JsonSubTypes.Type> types(Class<?> direction) {
        return List.of(direction.getAnnotation(JsonSubTypes.class).value());
    }

    public static Arbitrary<AgentMessage> agentMessages() {
        return any(AgentMessage.class);
    }

    public static Arbitrary<ControllerMessage> controllerMessages() {
        return any(ControllerMessage.class);
    }

    private static <T> Arbitrary<T> any(Class<T> direction) {
        List<Arbitrary<T>> each = types(direction).stream()
                .map(type -> of(type.value()).map(direction::cast))
                .collect(Collectors.toList());
        return Arbitraries.oneOf(each);
    }

    /** Any valid value of a message or of a part of one. */
    public static Arbitrary<?> of(Class<?> type) {
        if (type == ChunkRange.class) {
            Arbitrary<Long> bound = Arbitraries.longs().between(0, Limits.MAX_CHUNKS);
            return Combinators.combine(bound, bound).as((a, b) -> new ChunkRange(Math.min(a, b), Math.max(a, b)));
        }
        if (type == BlobOutline.class) {
            Arbitrary<byte[]> hashes = Arbitraries.integers().between(0, 3).map(n -> new byte[32 * n]);
            return Combinators.combine(of(BlobDescriptor.class), hashes)
                    .as((blob, bytes) -> new BlobOutline((BlobDescriptor) blob, bytes));
        }
        Constructor<?> constructor = creator(type);
        List<Arbitrary<Object>> arguments = Arrays.stream(constructor.getParameters())
                .map(p -> parameter(p).map(v -> (Object) v))
                .collect(Collectors.toList());
        return Combinators.combine(arguments).as(values -> create(constructor, values));
    }

    /** The names of a message's fields, in order. */
    public static List<String> fieldNames(Class<?> type) {
        return Arrays.stream(creator(type).getParameters())
                .map(p -> p.getAnnotation(JsonProperty.class).value())
                .collect(Collectors.toList());
    }

    /** Types of this package that occur in the fields of {@code type}, at any depth. */
    public static List<Class<?>> parts(Class<?> type) {
        List<Class<?>> parts = new ArrayList<>();
        for (Parameter parameter : creator(type).getParameters()) {
            Class<?> part = (Class<?>) elementType(parameter.getParameterizedType());
            if (part.getPackage() == type.getPackage() && !part.isEnum() && part != Digest.class) {
                parts.add(part);
                parts.addAll(parts(part));
            }
        }
        return parts;
    }

    private static Type elementType(Type type) {
        return type instanceof ParameterizedType ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
    }

    private static Constructor<?> creator(Class<?> type) {
        return Arrays.stream(type.getDeclaredConstructors())
                .filter(c -> c.isAnnotationPresent(JsonCreator.class))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type + " has no creator"));
    }

    private static Object create(Constructor<?> constructor, List<Object> values) {
        try {
            return constructor.newInstance(values.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(constructor + " refuses " + values, e);
        }
    }

    private static Arbitrary<?> parameter(Parameter parameter) {
        String name = parameter.getAnnotation(JsonProperty.class).value();
        Class<?> type = parameter.getType();
        if (type == List.class) {
            Type element = elementType(parameter.getParameterizedType());
            Arbitrary<?> one = element == String.class ? text("group") : value((Class<?>) element, name);
            int least = name.equals("interfaces") || name.equals("blobs") ? 1 : 0;
            return one.list().ofMinSize(least).ofMaxSize(3).uniqueElements(
                    e -> e instanceof BlobOutline ? ((BlobOutline) e).blob().digest() : new Object());
        }
        if (type == Map.class) {
            return Arbitraries.maps(text("label"), text("label")).ofMaxSize(3);
        }
        return value(type, name);
    }

    private static Arbitrary<?> value(Class<?> type, String name) {
        if (type == int.class || type == Integer.class) {
            return integers(name);
        }
        if (type == long.class) {
            return Arbitraries.longs().between(1, name.equals("heartbeatMillis") ? 3_600_000 : Long.MAX_VALUE);
        }
        if (type == boolean.class) {
            return Arbitraries.of(true, false);
        }
        if (type == String.class) {
            return text(name);
        }
        if (type == byte[].class) {
            return Arbitraries.bytes().array(byte[].class).ofSize(Shipment.SEAL_KEY_BYTES);
        }
        if (type == Digest.class) {
            return Arbitraries.of(DigestAlgorithm.class)
                    .flatMap(a -> Arbitraries.bytes()
                            .array(byte[].class)
                            .ofSize(a.hashBytes())
                            .map(hash -> Digest.ofHash(a, hash)));
        }
        return type.isEnum() ? Arbitraries.of((Object[]) type.getEnumConstants()) : of(type);
    }

    private static Arbitrary<Integer> integers(String name) {
        switch (name) {
            case "port":
            case "blobPort":
            case "registryPort":
                return Arbitraries.integers().between(0, 65_535);
            case "mtuBytes":
                return Arbitraries.integers().between(68, 65_536);
            case "chunkBytes":
                return Arbitraries.integers().between(1, Limits.MAX_CHUNK_BYTES - ChunkHeader.SEAL_BYTES);
            case "chunksPerPiece":
                return Arbitraries.integers().between(1, Limits.MAX_PIECE_BYTES / Limits.MAX_CHUNK_BYTES);
            case "parityShards":
            case "parityFrom":
                return Arbitraries.integers().between(0, ParityBlocks.MAX_SHARDS);
            case "receivers":
                return Arbitraries.integers().between(1, Integer.MAX_VALUE);
            default:
                return Arbitraries.integers().between(0, Integer.MAX_VALUE);
        }
    }

    private static Arbitrary<String> text(String name) {
        switch (name) {
            case "host":
            case "distributionId":
                return Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(40);
            case "group":
                return Arbitraries.integers().between(224, 239).map(first -> first + ".192.0.255");
            case "address":
            case "ipv4":
                return Arbitraries.integers().between(0, 255).map(last -> "10.0.0." + last);
            case "mac":
                return Arbitraries.integers().between(0, 255).map(last -> String.format("02:00:00:00:00:%02x", last));
            default:
                return Arbitraries.of("a", "Z", "7", " ", "/", ":", "\"", "\\", "ä", "漢", "🌊")
                        .list()
                        .ofMaxSize(20)
                        .map(characters -> String.join("", characters));
        }
    }
}
