package org.mailspan.cli;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * The lines of a properties file, with their numbers and none lost. java.util.Properties reads them, one logical line at
 * a time: given the whole file, it forgets line numbers and lets the last of two equal keys win in silence.
 */
final class SettingsFile {
    sealed interface Line {
        /** Counts from 1; of a pair over several lines the first. */
        int number();

        record Pair(int number, String key, String value) implements Line {}

        /** A backslash and u without four hexadecimal digits after them. */
        record Malformed(int number) implements Line {}
    }

    private SettingsFile() {}

    static List<Line> lines(String text) {
        List<String> natural = text.lines().toList();
        var found = new ArrayList<Line>();
        for (int at = 0; at < natural.size(); at++) {
            int number = at + 1;
            String line = natural.get(at);
            // A byte order mark, as some editors write it, would become part of the first key.
            if (at == 0 && line.startsWith("\uFEFF")) line = line.substring(1);
            if (isCommentOrBlank(line)) continue;
            var logical = new StringBuilder(line);
            while (goesOn(natural.get(at)) && at + 1 < natural.size())
                logical.append('\n').append(natural.get(++at));
            found.add(parse(number, logical.toString()));
        }
        return found;
    }

    private static Line parse(int number, String logical) {
        var one = new Properties();
        try {
            one.load(new StringReader(logical));
        } catch (IllegalArgumentException malformed) {
            return new Line.Malformed(number);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        String key = one.stringPropertyNames().iterator().next();
        return new Line.Pair(number, key, one.getProperty(key).strip());
    }

    private static boolean isCommentOrBlank(String line) {
        String text = line.stripLeading();
        return text.isEmpty() || text.startsWith("#") || text.startsWith("!");
    }

    /** An odd number of backslashes at its end: the last one escapes the line's end. */
    private static boolean goesOn(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') backslashes++;
        return backslashes % 2 == 1;
    }
}
