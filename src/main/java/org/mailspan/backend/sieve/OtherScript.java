package org.mailspan.backend.sieve;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.mailspan.backend.sieve.SieveTokens.Kind;
import org.mailspan.backend.sieve.SieveTokens.Token;

/**
 * What matters to us of a script that somebody else wrote.
 *
 * @param answers whether a {@code vacation} in it may run, today or later
 * @param includes the names of the user's scripts that it includes
 */
record OtherScript(boolean answers, List<String> includes) {
    OtherScript {
        includes = List.copyOf(includes);
    }

    static OtherScript of(String script, LocalDate today) {
        List<Token> tokens = SieveTokens.of(script);
        boolean answers = false;
        var includes = new ArrayList<String>();
        Deque<Boolean> asleep = new ArrayDeque<>();
        boolean next = false;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean awake = !asleep.contains(true);
            if (token.is(Kind.SIGN, "{")) {
                asleep.push(next || !awake);
                next = false;
            } else if (token.is(Kind.SIGN, "}")) asleep.poll();
            else if (token.is(Kind.WORD, "if") || token.is(Kind.WORD, "elsif"))
                next = neverTrue(condition(tokens, i + 1), today);
            else if (awake && token.is(Kind.WORD, "vacation")) answers = true;
            else if (awake && token.is(Kind.WORD, "include"))
                included(tokens, i + 1).ifPresent(includes::add);
        }
        return new OtherScript(answers, includes);
    }

    private static List<Token> condition(List<Token> tokens, int from) {
        int end = from;
        while (end < tokens.size() && !tokens.get(end).is(Kind.SIGN, "{")) end++;
        return tokens.subList(from, end);
    }

    /** Roundcube writes {@code if false} for what is switched off, and days for what has a beginning and an end. */
    private static boolean neverTrue(List<Token> condition, LocalDate today) {
        if (condition.stream().anyMatch(one -> one.is(Kind.WORD, "anyof") || one.is(Kind.WORD, "not"))) return false;
        for (int i = 0; i < condition.size(); i++) {
            Token token = condition.get(i);
            if (token.is(Kind.WORD, "false")) return true;
            if (token.is(Kind.WORD, "currentdate") && isOver(condition.subList(i + 1, condition.size()), today))
                return true;
        }
        return false;
    }

    /** {@code :value "le" "date" "2026-08-31"}: past, whatever the zone. */
    private static boolean isOver(List<Token> test, LocalDate today) {
        String relation = "";
        var strings = new ArrayList<String>();
        for (int i = 0; i < test.size() && test.get(i).kind() != Kind.WORD; i++) {
            Token token = test.get(i);
            boolean named = token.kind() == Kind.TAG && i + 1 < test.size();
            if (named && token.is(Kind.TAG, "value")) relation = test.get(++i).text();
            else if (named && Set.of("zone", "comparator").contains(token.text())) i++;
            else if (token.kind() == Kind.STRING) strings.add(token.text());
        }
        if (!Set.of("le", "lt").contains(relation) || strings.size() != 2) return false;
        if (!Set.of("date", "iso8601").contains(strings.getFirst())) return false;
        return day(strings.getLast())
                .filter(end -> end.plusDays(2).isBefore(today))
                .isPresent();
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text.substring(0, Math.min(10, text.length()))));
        } catch (DateTimeException noDay) {
            return Optional.empty();
        }
    }

    /** Its name, if it is not one of all users (RFC 6609 3.2). */
    private static Optional<String> included(List<Token> tokens, int from) {
        for (int i = from; i < tokens.size() && !tokens.get(i).is(Kind.SIGN, ";"); i++) {
            if (tokens.get(i).is(Kind.TAG, "global")) return Optional.empty();
            if (tokens.get(i).kind() == Kind.STRING)
                return Optional.of(tokens.get(i).text());
        }
        return Optional.empty();
    }
}
