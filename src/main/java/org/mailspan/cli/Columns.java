package org.mailspan.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lines of which the words stand below each other. */
final class Columns {
    /** A stranger's name must not push the rest out of sight. */
    private static final int WIDEST = 40;

    private final List<List<String>> rows = new ArrayList<>();

    /** Each row of as many words. */
    void add(String... words) {
        rows.add(List.of(words).stream().map(Columns::fit).toList());
    }

    private static String fit(String word) {
        String safe = Log.escaped(word);
        if (safe.codePointCount(0, safe.length()) <= WIDEST) return safe;
        return safe.substring(0, safe.offsetByCodePoints(0, WIDEST - 3)) + "...";
    }

    List<String> lines() {
        if (rows.isEmpty()) return List.of();
        List<Integer> widths = IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .boxed()
                .toList();
        return rows.stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(i -> row.get(i)
                                + " ".repeat(widths.get(i) - row.get(i).length()))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .toList();
    }
}
