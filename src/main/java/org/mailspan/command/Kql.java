package org.mailspan.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.mailspan.backend.Query;
import org.mailspan.backend.Query.Where;
import org.mailspan.command.KqlWords.Word;
import org.mailspan.format.MailFlags.Mark;

/**
 * What a person types into a search field as a {@link Query}: MS-KQL as far as a mail host can follow it. Words are all
 * wanted, each anywhere; phrases stand in quotes; AND, OR, NOT, brackets; properties such as {@code from:anna}. A
 * property that nobody knows is text like any other ({@code Re: hello}), and so is a date that is none. It never
 * throws.
 */
final class Kql {
    /** What a search may consist of: each term is work for the host, in every folder. */
    static final int MOST_TERMS = 40;

    private static final int LONGEST = 1024;
    private static final int DEEPEST = 12;

    private final List<Word> words;
    private final KqlDates dates;
    private int at;
    private int terms;

    private Kql(List<Word> words, KqlDates dates) {
        this.words = words;
        this.dates = dates;
    }

    /** What a text comes to. */
    sealed interface Parsed {
        record Understood(Query query) implements Parsed {}

        /** Nothing to look for, or what no host can be asked for: a line break. */
        record Nothing() implements Parsed {}

        record TooComplex() implements Parsed {}
    }

    static Parsed parse(String text, KqlDates dates) {
        if (!Query.isLine(text.replace('\t', ' '))) return new Parsed.Nothing();
        if (text.length() > LONGEST) return new Parsed.TooComplex();
        var parser = new Kql(KqlWords.of(text.replace('\t', ' ')), dates);
        var all = new ArrayList<Query>();
        // What stands behind a bracket too many is wanted like all else.
        while (parser.at < parser.words.size()) {
            parser.anyOf(0).ifPresent(all::add);
            parser.at++;
        }
        if (parser.terms > MOST_TERMS) return new Parsed.TooComplex();
        if (all.isEmpty()) return new Parsed.Nothing();
        return new Parsed.Understood(all.size() == 1 ? all.getFirst() : new Query.And(all));
    }

    private boolean is(String operator) {
        return at < words.size() && words.get(at) instanceof Word.Operator(String name) && name.equals(operator);
    }

    private Optional<Query> anyOf(int depth) {
        var any = new ArrayList<Query>();
        do {
            if (is("OR")) at++;
            allOf(depth).ifPresent(any::add);
        } while (is("OR"));
        return joined(any, Query.Or::new);
    }

    private static Optional<Query> joined(List<Query> queries, Function<List<Query>, Query> join) {
        if (queries.isEmpty()) return Optional.empty();
        return Optional.of(queries.size() == 1 ? queries.getFirst() : join.apply(queries));
    }

    /** A term, and the property that it is of; empty for a plain word. */
    private record Term(String property, Query query) {}

    /**
     * Terms of one property that nothing stands between are alternatives: {@code from:anna from:bob} (MS-KQL 2.1.8).
     */
    private Optional<Query> allOf(int depth) {
        var all = new ArrayList<Query>();
        String last = "";
        boolean isSaid = false;
        while (at < words.size() && !is("OR") && !(words.get(at) instanceof Word.Close)) {
            if (is("AND") || is("NEAR") || is("ONEAR")) {
                isSaid = true;
                at++;
                continue;
            }
            Optional<Term> term = term(depth);
            if (term.isEmpty()) continue;
            boolean isAlternative =
                    !isSaid && !last.isEmpty() && term.get().property.equals(last);
            if (isAlternative) all.add(new Query.Or(List.of(all.removeLast(), term.get().query)));
            else all.add(term.get().query);
            last = term.get().property;
            isSaid = false;
        }
        return joined(all, Query.And::new);
    }

    private Optional<Term> term(int depth) {
        if (is("NOT")) {
            at++;
            boolean isNothing = at == words.size() || words.get(at) instanceof Word.Close || is("OR");
            if (isNothing || depth > DEEPEST) return Optional.empty();
            return term(depth + 1).map(term -> new Term("", new Query.Not(term.query)));
        }
        return switch (words.get(at++)) {
            case Word.Open _ -> bracket(depth);
            case Word.Property property -> Optional.of(property(property));
            case Word.Plain(String text) -> text(Where.ANYWHERE, text).map(query -> new Term("", query));
            case Word.Operator _, Word.Close _ -> Optional.empty();
        };
    }

    private Optional<Term> bracket(int depth) {
        if (depth > DEEPEST) return Optional.empty();
        Optional<Query> inner = anyOf(depth + 1);
        if (at < words.size()) at++;
        return inner.map(query -> new Term("", query));
    }

    /** A star at the end stands for what hosts do anyway. */
    private Optional<Query> text(Where where, String text) {
        String sought = text.endsWith("*") ? text.substring(0, text.length() - 1) : text;
        if (sought.isBlank()) return Optional.empty();
        terms++;
        return Optional.of(new Query.Text(where, sought));
    }

    private Term property(Word.Property property) {
        Optional<Query> query =
                property.operator().equals(":") || property.operator().equals("=")
                        ? any(property, value -> equal(property.name(), value))
                        : property.values().size() == 1 ? compared(property) : Optional.empty();
        boolean isDate = isDate(property.name());
        return query.map(known -> new Term(isDate ? "" : property.name(), known))
                .orElseGet(() ->
                        new Term("", text(Where.ANYWHERE, property.written()).orElse(Query.EVERYTHING)));
    }

    private static Optional<Query> any(Word.Property property, Function<String, Optional<Query>> one) {
        List<Query> all =
                property.values().stream().map(one).flatMap(Optional::stream).toList();
        return all.size() == property.values().size() ? joined(all, Query.Or::new) : Optional.empty();
    }

    private Optional<Query> equal(String name, String value) {
        return switch (name) {
            case "subject", "title" -> text(Where.SUBJECT, value);
            case "from", "sender", "author" -> text(Where.FROM, value);
            case "to" -> text(Where.TO, value);
            case "cc" -> text(Where.CC, value);
            case "bcc" -> text(Where.BCC, value);
            case "body", "contents" -> text(Where.BODY, value);
            case "recipients" -> among(value, Where.TO, Where.CC, Where.BCC);
            case "participants" -> among(value, Where.FROM, Where.TO, Where.CC, Where.BCC);
            case "attachment", "attachmentnames", "filename" -> text(Where.ANYWHERE, value);
            case "hasattachment", "hasattachments" -> isTrue(value, new Query.WithAttachment());
            case "isread", "read" -> isTrue(value, new Query.Marked(Mark.Seen));
            case "isflagged", "flagged" -> isTrue(value, new Query.Marked(Mark.Flagged));
            case "kind" -> kind(value);
            default -> isDate(name) ? dates(value) : Optional.empty();
        };
    }

    private static boolean isDate(String name) {
        return switch (name) {
            case "received", "sent", "date" -> true;
            default -> false;
        };
    }

    private Optional<Query> among(String value, Where... places) {
        var any = new ArrayList<Query>();
        for (Where where : places) text(where, value).ifPresent(any::add);
        return joined(any, Query.Or::new);
    }

    private Optional<Query> isTrue(String value, Query query) {
        terms++;
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> Optional.of(query);
            case "false", "no", "0" -> Optional.of(new Query.Not(query));
            default -> Optional.empty();
        };
    }

    private static Optional<Query> kind(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "email", "mail", "message" -> Optional.of(Query.EVERYTHING);
            case "contacts", "meetings", "tasks", "notes", "im", "docs", "journals", "voicemail", "faxes" ->
                Optional.of(new Query.Or(List.of()));
            default -> Optional.empty();
        };
    }

    /** {@code received:2026-11-21}, {@code received:2026-11-01..2026-11-21}: both ends are of it. */
    private Optional<Query> dates(String value) {
        int dots = value.indexOf("..");
        Optional<KqlDates.Span> from = dates.span(dots < 0 ? value : value.substring(0, dots));
        Optional<KqlDates.Span> to = dates.span(dots < 0 ? value : value.substring(dots + 2));
        terms += 2;
        return from.flatMap(first ->
                to.map(last -> new Query.And(List.of(new Query.Since(first.from()), new Query.Before(last.to())))));
    }

    private Optional<Query> compared(Word.Property property) {
        if (!isDate(property.name())) return Optional.empty();
        terms += 2;
        return dates.span(property.values().getFirst()).map(span -> switch (property.operator()) {
            case ">=" -> new Query.Since(span.from());
            case ">" -> new Query.Since(span.to());
            case "<" -> new Query.Before(span.from());
            case "<=" -> new Query.Before(span.to());
            default -> new Query.Or(List.of(new Query.Before(span.from()), new Query.Since(span.to())));
        });
    }
}
