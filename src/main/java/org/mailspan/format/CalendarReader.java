package org.mailspan.format;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of iCalendar (RFC 5545 3.1) as a tree of components. A line that is none is passed over, and what is not
 * closed ends where the text does: one strange line of a mail program must not cost the user the meeting. So this is
 * not left to ical4j's parser, which then gives up, takes {@code MEMBER="a","b"} for the value, and goes as deep as
 * the text wants.
 */
final class CalendarReader {
    private static final int LONGEST_LINE = 64 << 10;
    private static final int MOST_LINES = 20_000;
    private static final int DEEPEST = 8;
    private static final Set<String> TIMES =
            Set.of("DTSTART", "DTEND", "RECURRENCE-ID", "X-MS-OLK-ORIGINALSTART", "X-MS-OLK-ORIGINALEND");

    private final Deque<Component> open = new ArrayDeque<>();
    private @Nullable Component calendar;

    private CalendarReader() {}

    /** @param name in upper case, like the names of its properties */
    record Component(String name, List<Property> properties, List<Component> components) {
        private Component(String name) {
            this(name, new ArrayList<>(), new ArrayList<>());
        }

        Stream<Property> all(String wanted) {
            return properties.stream().filter(property -> property.name.equals(wanted));
        }

        Optional<Property> first(String wanted) {
            return all(wanted).findFirst();
        }

        /** The text of a property; empty if there is none. */
        String text(String wanted) {
            return first(wanted).map(Property::text).orElse("");
        }

        Stream<Component> parts(String wanted) {
            return components.stream().filter(component -> component.name.equals(wanted));
        }
    }

    /** @param value as it is written */
    record Property(String name, Map<String, String> parameters, String value) {
        String parameter(String wanted) {
            return parameters.getOrDefault(wanted, "");
        }

        /** RFC 5545 3.3.11. */
        String text() {
            return unescaped(value, '\\', "nN", '\n').strip();
        }
    }

    /** The first VCALENDAR of the text. */
    static Optional<Component> read(String text) {
        var reader = new CalendarReader();
        var lines = text.lines().limit(MOST_LINES).iterator();
        var line = new StringBuilder();
        while (lines.hasNext()) {
            String next = lines.next();
            boolean folded = next.startsWith(" ") || next.startsWith("\t");
            if (!folded) reader.line(line);
            if (line.length() + next.length() <= LONGEST_LINE) line.append(next, folded ? 1 : 0, next.length());
        }
        reader.line(line);
        return Optional.ofNullable(reader.calendar);
    }

    private void line(StringBuilder line) {
        property(line.toString().strip()).ifPresent(this::take);
        line.setLength(0);
    }

    private void take(Property property) {
        String value = property.value.strip().toUpperCase(Locale.ROOT);
        switch (property.name) {
            case "BEGIN" -> begin(value);
            case "END" -> end(value);
            default -> {
                if (!open.isEmpty()) open.peek().properties.add(property);
            }
        }
    }

    private void begin(String name) {
        if (open.size() >= DEEPEST) return;
        var component = new Component(name);
        if (open.isEmpty()) {
            if (calendar != null || !name.equals("VCALENDAR")) return;
            calendar = component;
        } else open.peek().components.add(component);
        open.push(component);
    }

    private void end(String name) {
        if (open.stream().noneMatch(component -> component.name.equals(name))) return;
        while (!open.isEmpty() && !open.pop().name.equals(name)) {}
    }

    private static Optional<Property> property(String line) {
        int at = 0;
        while (at < line.length() && isName(line.charAt(at))) at++;
        if (at == 0 || at == line.length()) return Optional.empty();
        String name = line.substring(0, at).toUpperCase(Locale.ROOT);
        // No time has a colon in it, but the names of zones have, and not always in quotes.
        int value = TIMES.contains(name) ? line.lastIndexOf(':') : 0;
        var parameters = new HashMap<String, String>();
        while (at < line.length() && line.charAt(at) == ';') {
            int end = endOfParameter(line, at + 1, value);
            parameter(line.substring(at + 1, end), parameters);
            at = end;
        }
        return at < line.length() && line.charAt(at) == ':'
                ? Optional.of(new Property(name, parameters, line.substring(at + 1)))
                : Optional.empty();
    }

    private static boolean isName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
    }

    /** @param value before it no colon ends a parameter */
    private static int endOfParameter(String line, int from, int value) {
        boolean quoted = false;
        for (int i = from; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') quoted = !quoted;
            else if (!quoted && (c == ';' || c == ':' && i >= value)) return i;
        }
        return line.length();
    }

    /** Of a list of values the first: nothing here is made of a second. */
    private static void parameter(String text, Map<String, String> into) {
        int sign = text.indexOf('=');
        if (sign <= 0) return;
        String value = text.substring(sign + 1).strip();
        int quote = value.startsWith("\"") ? value.indexOf('"', 1) : -1;
        String first = quote > 0 ? value.substring(1, quote) : value;
        into.putIfAbsent(text.substring(0, sign).strip().toUpperCase(Locale.ROOT), circumflexes(first));
    }

    /** RFC 6868. */
    private static String circumflexes(String value) {
        return unescaped(value.replace("^'", "\""), '^', "n", '\n');
    }

    private static String unescaped(String value, char escape, String newLines, char newLine) {
        if (value.indexOf(escape) < 0) return value;
        var out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean isEscape = c == escape && i + 1 < value.length();
            if (isEscape) c = value.charAt(++i);
            out.append(isEscape && newLines.indexOf(c) >= 0 ? newLine : c);
        }
        return out.toString();
    }
}
