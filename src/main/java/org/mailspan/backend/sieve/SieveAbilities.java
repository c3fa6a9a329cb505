package org.mailspan.backend.sieve;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailspan.backend.sieve.SieveAnswer.Word;

/**
 * What a host says that it can: RFC 5804 1.7.
 *
 * @param extensions of Sieve, in small letters
 * @param mechanisms of SASL, in capitals
 * @param checks whether it knows what came with version 1.0: CHECKSCRIPT is one of them
 */
record SieveAbilities(
        String implementation, Set<String> extensions, Set<String> mechanisms, boolean startTls, boolean checks) {
    private static final List<String> NEEDED = List.of("vacation", "envelope", "date", "relational");

    SieveAbilities {
        extensions = Set.copyOf(extensions);
        mechanisms = Set.copyOf(mechanisms);
    }

    static SieveAbilities of(List<List<Word>> rows) {
        return new SieveAbilities(
                value(rows, "IMPLEMENTATION"),
                words(value(rows, "SIEVE").toLowerCase(Locale.ROOT)),
                words(value(rows, "SASL").toUpperCase(Locale.ROOT)),
                has(rows, "STARTTLS"),
                has(rows, "VERSION"));
    }

    /** What our script needs and this host has not. */
    List<String> lacking() {
        return NEEDED.stream().filter(one -> !extensions.contains(one)).toList();
    }

    boolean includes() {
        return extensions.contains("include");
    }

    private static boolean has(List<List<Word>> rows, String name) {
        return rows.stream().anyMatch(row -> row.getFirst().text().equalsIgnoreCase(name));
    }

    private static String value(List<List<Word>> rows, String name) {
        return rows.stream()
                .filter(row -> row.size() > 1 && row.getFirst().text().equalsIgnoreCase(name))
                .map(row -> row.get(1).text())
                .findFirst()
                .orElse("");
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).collect(Collectors.toSet());
    }
}
