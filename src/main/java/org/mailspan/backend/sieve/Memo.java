package org.mailspan.backend.sieve;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Absence.Audience;
import org.mailspan.backend.Absence.Reply;
import org.mailspan.backend.Absence.When;

/**
 * What our script remembers of itself, in comments: all that the phone set, to the letter.
 *
 * @param includes the script that the user had before; empty if there was none
 * @param handle tells this absence from the last one
 */
record Memo(Absence absence, String includes, String handle) {
    static final Memo BLANK = new Memo(new Absence(new When.Never(), noReplies()), "", "");

    private static final String FIRST = "#mailspan-oof 1";
    private static final String LINE = "#: ";
    /** What is too long for a line goes on in the next. */
    private static final String MORE = "#+ ";

    private static final int LONGEST = 900;
    private static final String NOTHING = "-";

    private static Map<Audience, Reply> noReplies() {
        var replies = new EnumMap<Audience, Reply>(Audience.class);
        for (Audience audience : Audience.values()) replies.put(audience, Reply.NONE);
        return replies;
    }

    Memo with(When when) {
        return new Memo(new Absence(when, absence.replies()), includes, handle);
    }

    /** Each line ends in CRLF, and none can end the comment that it is. */
    String comments() {
        var out = new StringBuilder(FIRST).append("\r\n");
        line(out, when(absence.when()));
        line(out, "includes " + packed(includes));
        line(out, "handle " + packed(handle));
        absence.replies().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(one -> line(
                        out,
                        one.getKey()
                                + (one.getValue().enabled() ? " on" : " off")
                                + (one.getValue().html() ? " html " : " text ")
                                + packed(one.getValue().text())));
        return out.toString();
    }

    private static String when(When when) {
        return switch (when) {
            case When.Never _ -> "never";
            case When.Now _ -> "now";
            case When.During(Instant from, Instant until) -> "during " + from + " " + until;
        };
    }

    private static void line(StringBuilder out, String text) {
        for (int from = 0; from < text.length(); from += LONGEST)
            out.append(from == 0 ? LINE : MORE)
                    .append(text, from, Math.min(text.length(), from + LONGEST))
                    .append("\r\n");
    }

    /**
     * Some hosts give a script back with other line ends.
     *
     * @return empty for what we did not write, and for what somebody edited: the script of the user may be named there
     */
    static Optional<Memo> read(String script) {
        List<String> lines = script.lines().toList();
        int first = lines.indexOf(FIRST);
        if (first < 0) return Optional.empty();
        var told = new ArrayList<String>();
        for (String line : lines.subList(first + 1, lines.size())) {
            if (line.startsWith(LINE)) told.add(line.substring(LINE.length()));
            else if (line.startsWith(MORE) && !told.isEmpty())
                told.add(told.removeLast() + line.substring(MORE.length()));
            else break;
        }
        try {
            return Optional.of(understood(told));
        } catch (IllegalArgumentException | DateTimeException somebodyEditedIt) {
            return Optional.empty();
        }
    }

    private static Memo understood(List<String> lines) {
        When when = new When.Never();
        String includes = "";
        String handle = "";
        Map<Audience, Reply> replies = noReplies();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "never" -> when = new When.Never();
                case "now" -> when = new When.Now();
                case "during" -> when = new When.During(Instant.parse(at(words, 1)), Instant.parse(at(words, 2)));
                case "includes" -> includes = unpacked(at(words, 1));
                case "handle" -> handle = unpacked(at(words, 1));
                default ->
                    replies.put(
                            Audience.valueOf(words[0]),
                            new Reply(
                                    at(words, 1).equals("on"),
                                    unpacked(at(words, 3)),
                                    at(words, 2).equals("html")));
            }
        }
        return new Memo(new Absence(when, replies), includes, handle);
    }

    private static String at(String[] words, int index) {
        if (index >= words.length) throw new IllegalArgumentException("a word is missing");
        return words[index];
    }

    /** Nothing is a sign too: a host might drop blanks at the end of a line. */
    private static String packed(String text) {
        return text.isEmpty() ? NOTHING : Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String unpacked(String text) {
        if (text.equals(NOTHING)) return "";
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
