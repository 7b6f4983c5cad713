package org.ebbcast.agent.store;

import java.util.regex.Pattern;

/** A tag, as OCI Distribution 1.1 allows. */
public record Tag(String text) implements Comparable<Tag> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    /** What Docker takes where no tag is given. */
    public static final Tag LATEST = new Tag("latest");

    /** @throws IllegalArgumentException naming the text */
    public Tag {
        if (!isValid(text)) {
            throw new IllegalArgumentException("'" + text + "' is not a tag: 1 to 128 letters, digits, . _ -,"
                    + " the first neither . nor -");
        }
    }

    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(Tag other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
