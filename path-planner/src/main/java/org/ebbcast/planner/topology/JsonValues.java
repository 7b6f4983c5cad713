package org.ebbcast.planner.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scans a JSON object whose values are numbers and nested arrays of numbers, and remembers the line of each value. A
 * small scanner for just this shape, so that errors name lines and the planner needs no library.
 */
final class JsonValues {
    /** A number or an array, and the line it begins on. */
    static final class Value {
        final int line;
        final double number;
        final List<Value> items;

        Value(int line, double number, List<Value> items) {
            this.line = line;
            this.number = number;
            this.items = items;
        }

        boolean isNumber() {
            return !Double.isNaN(number);
        }
    }

    private final String text;
    private int at;
    private int line = 1;

    private JsonValues(String text) {
        this.text = text;
    }

    static Map<String, Value> read(String text) throws TopologyException {
        return new JsonValues(text).object();
    }

    private Map<String, Value> object() throws TopologyException {
        Map<String, Value> values = new LinkedHashMap<>();
        expect('{');
        if (!ahead('}')) {
            do {
                String key = key();
                expect(':');
                if (values.put(key, value()) != null) {
                    throw fault("\"" + key + "\" a second time");
                }
            } while (ahead(','));
            expect('}');
        }
        skipBlanks();
        if (at < text.length()) {
            throw fault("nothing may follow the object");
        }
        return values;
    }

    private String key() throws TopologyException {
        expect('"');
        int end = text.indexOf('"', at);
        if (end < 0) {
            throw fault("a key without end");
        }
        String key = text.substring(at, end);
        at = end + 1;
        return key;
    }

    private Value value() throws TopologyException {
        skipBlanks();
        int start = line;
        if (!ahead('[')) {
            return new Value(start, number(), List.of());
        }
        List<Value> items = new ArrayList<>();
        if (!ahead(']')) {
            do {
                items.add(value());
            } while (ahead(','));
            expect(']');
        }
        return new Value(start, Double.NaN, items);
    }

    private double number() throws TopologyException {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        String word = text.substring(start, at);
        try {
            double number = Double.parseDouble(word);
            if (number - number == 0 && Character.isDigit(word.charAt(word.length() - 1))) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw fault(word.isEmpty() ? "a number or an array is expected" : "'" + word + "' is not a number");
        }
        throw fault("'" + word + "' is not a finite number");
    }

    private boolean ahead(char wanted) {
        skipBlanks();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) throws TopologyException {
        if (!ahead(wanted)) {
            throw fault("'" + wanted + "' is expected");
        }
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            line += text.charAt(at++) == '\n' ? 1 : 0;
        }
    }

    private TopologyException fault(String reason) {
        return TopologyException.at(line, reason);
    }
}
