package org.mailspan.cli;

import java.util.List;
import java.util.Optional;

/** Guesses which word was meant by a mistyped one. */
final class Nearest {
    private Nearest() {}

    /** The candidate that takes the fewest changed letters, if that is at most a third of the word. */
    static Optional<String> of(String word, List<String> candidates) {
        String best = "";
        int least = word.length() / 3 + 1;
        for (String candidate : candidates) {
            int distance = distance(word, candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    /** Levenshtein's, with two rows. */
    private static int distance(String one, String other) {
        int[] above = new int[other.length() + 1];
        for (int column = 0; column < above.length; column++) above[column] = column;
        for (int row = 1; row <= one.length(); row++) {
            int[] here = new int[above.length];
            here[0] = row;
            for (int column = 1; column < here.length; column++) {
                int change = one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1;
                here[column] = Math.min(above[column - 1] + change, 1 + Math.min(above[column], here[column - 1]));
            }
            above = here;
        }
        return above[other.length()];
    }
}
