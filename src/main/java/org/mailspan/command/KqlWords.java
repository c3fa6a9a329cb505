package org.mailspan.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Cuts a KQL text into words. Whatever is typed is cut into something: an unclosed quote ends with the text, and
 * quotes of any shape are quotes, for phones make their own of them.
 */
final class KqlWords {
    private static final Pattern PROPERTY = Pattern.compile("(\\p{Alpha}{1,30})(:|>=|<=|<>|=|>|<)");
    private static final String QUOTES = "\"\u201c\u201d\u201e\u201f";

    /** One word of a text. */
    sealed interface Word {
        record Open() implements Word {}

        record Close() implements Word {}

        /** AND, OR, NOT and their like, written in capitals; {@code +} and {@code -} before a term. */
        record Operator(String name) implements Word {}

        /** A word or a phrase, by itself. */
        record Plain(String text) implements Word {}

        /** {@code from:anna}: {@code values} are several in {@code from:(anna bob)}. */
        record Property(String name, String operator, List<String> values, String written) implements Word {}
    }

    private final String text;
    private final List<Word> words = new ArrayList<>();
    private int at;

    private KqlWords(String text) {
        this.text = text;
    }

    static List<Word> of(String text) {
        var cutting = new KqlWords(text);
        while (cutting.at < text.length()) cutting.one();
        return cutting.words;
    }

    private void one() {
        char c = text.charAt(at);
        boolean isLast = at + 1 == text.length();
        if (isSpace(c)) at++;
        else if (c == '(' || c == ')') {
            words.add(c == '(' ? new Word.Open() : new Word.Close());
            at++;
        } else if ((c == '-' || c == '+') && !isLast && !isSpace(text.charAt(at + 1))) {
            if (c == '-') words.add(new Word.Operator("NOT"));
            at++;
        } else property().ifPresentOrElse(words::add, this::plain);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || c == '\u00a0';
    }

    private void plain() {
        boolean isQuoted = isQuote(text.charAt(at));
        String word = value();
        boolean isOperator = !isQuoted
                && switch (word) {
                    case "AND", "OR", "NOT", "NEAR", "ONEAR" -> true;
                    default -> false;
                };
        if (isOperator) words.add(new Word.Operator(word));
        else words.add(new Word.Plain(word));
    }

    private static boolean isQuote(char c) {
        return QUOTES.indexOf(c) >= 0;
    }

    private Optional<Word> property() {
        var m = PROPERTY.matcher(text).region(at, text.length());
        if (!m.lookingAt()) return Optional.empty();
        int start = at;
        at = m.end();
        List<String> values = values();
        if (values.stream().allMatch(String::isBlank)) {
            at = start;
            return Optional.empty();
        }
        String name = m.group(1).toLowerCase(Locale.ROOT);
        return Optional.of(new Word.Property(name, m.group(2), values, text.substring(start, at)));
    }

    private List<String> values() {
        if (at == text.length() || text.charAt(at) != '(') return List.of(value());
        var values = new ArrayList<String>();
        at++;
        while (at < text.length() && text.charAt(at) != ')') {
            if (isSpace(text.charAt(at)) || text.charAt(at) == '(') at++;
            else values.add(value());
        }
        at = Math.min(at + 1, text.length());
        values.removeIf(value -> value.equals("OR") || value.equals("AND"));
        return values;
    }

    /** A phrase in quotes, or what stands up to a space or bracket. */
    private String value() {
        if (at == text.length()) return "";
        boolean isQuoted = isQuote(text.charAt(at));
        int start = isQuoted ? ++at : at;
        while (at < text.length() && !ends(text.charAt(at), isQuoted)) at++;
        String value = text.substring(start, at);
        if (isQuoted && at < text.length()) at++;
        return value.strip();
    }

    private static boolean ends(char c, boolean isQuoted) {
        return isQuoted ? isQuote(c) : isSpace(c) || c == '(' || c == ')' || isQuote(c);
    }
}
