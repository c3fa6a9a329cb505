package org.mailspan.backend.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A NAMESPACE response (RFC 2342): which names are the user's own, which are of others or shared, by their prefixes. */
record Namespaces(List<Prefix> personal, List<Prefix> others, List<Prefix> shared) {
    /** {@code ("INBOX." ".")}; the delimiter is empty for a flat one. */
    record Prefix(String text, String delimiter) {}

    static final Namespaces UNKNOWN = new Namespaces(List.of(), List.of(), List.of());

    private static final String INBOX = "INBOX";

    Namespaces {
        personal = List.copyOf(personal);
        others = List.copyOf(others);
        shared = List.copyOf(shared);
    }

    /**
     * {@code NAMESPACE (("INBOX." ".")) NIL (("shared." "."))}. Empty for other responses, and for one that makes no
     * sense.
     */
    static Optional<Namespaces> parse(ImapRow row) {
        if (!row.is("NAMESPACE")) return Optional.empty();
        try {
            return Optional.of(new Namespaces(prefixes(row), prefixes(row), prefixes(row)));
        } catch (IndexOutOfBoundsException odd) {
            return Optional.empty();
        }
    }

    private static List<Prefix> prefixes(ImapRow row) {
        var prefixes = new ArrayList<Prefix>();
        if (row.next() != '(') {
            row.skipValue();
            return prefixes;
        }
        row.expect('(');
        while (!row.take(')')) {
            row.expect('(');
            prefixes.add(new Prefix(row.mailbox(), row.text()));
            // extensions that nobody asked for
            while (!row.take(')')) row.skipValue();
        }
        return prefixes;
    }

    /** Where new folders belong; empty for the top. */
    String own() {
        return personal.isEmpty() ? "" : personal.getFirst().text;
    }

    /** The folders below which those lie that are not the user's own. */
    List<String> foreignRoots() {
        return Stream.concat(others.stream(), shared.stream())
                .filter(prefix -> !prefix.delimiter.isEmpty() && prefix.text.endsWith(prefix.delimiter))
                .map(prefix -> prefix.text.substring(0, prefix.text.length() - prefix.delimiter.length()))
                .filter(root -> !root.isEmpty())
                .toList();
    }

    /**
     * Of another user, or shared. A name belongs to the longest prefix that it has, for some hosts have theirs at the top
     * (Cyrus: shared is the empty one, personal is below the inbox).
     */
    boolean isForeign(String name, String delimiter) {
        if (name.equalsIgnoreCase(INBOX)) return false;
        int own = longest(personal, name, delimiter);
        int foreign = Math.max(longest(others, name, delimiter), longest(shared, name, delimiter));
        return foreign > own && (foreign > 0 || !personal.isEmpty());
    }

    /** Of the folder itself that the others are below, too; -1 for none. */
    private static int longest(List<Prefix> prefixes, String name, String delimiter) {
        String both = name + delimiter;
        return prefixes.stream()
                .map(Prefix::text)
                .filter(prefix -> both.regionMatches(isInbox(prefix), 0, prefix, 0, prefix.length()))
                .mapToInt(String::length)
                .max()
                .orElse(-1);
    }

    /** The one name of which no host tells case (RFC 3501 5.1). */
    private static boolean isInbox(String prefix) {
        return prefix.regionMatches(true, 0, INBOX, 0, INBOX.length());
    }
}
