package org.ebbcast.agent.store;

import java.util.regex.Pattern;

/** Name of a repository, as OCI Distribution 1.1 allows: path components of lower-case letters, digits and separators. */
public record RepositoryName(String text) implements Comparable<RepositoryName> {
    /** Docker's bound on a whole name. */
    public static final int MAX_LENGTH = 255;

    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern FORM = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");

    /** @throws IllegalArgumentException naming the text */
    public RepositoryName {
        if (!isValid(text)) {
            throw new IllegalArgumentException("'" + text + "' is not a repository name: at most " + MAX_LENGTH
                    + " lower-case letters and digits, with single . _ - between them, and / between components");
        }
    }

    public static boolean isValid(String text) {
        return text.length() <= MAX_LENGTH && FORM.matcher(text).matches();
    }

    @Override
    public int compareTo(RepositoryName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
