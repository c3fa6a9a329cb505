package org.mailspan.password;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/**
 * A password that the bridge made, for one device: letters in groups of four, without i, l and o, which are taken for
 * others. The first group is its id, by which it is looked up; the last letter is a check, by which a slip of a
 * finger is noticed and a password of another making told apart. In between are 104 bits of chance.
 *
 * @param letters all {@value #LENGTH}, without hyphens
 */
record AppPassword(String letters) {
    static final int LENGTH = 28;

    private static final int ID = 4;
    private static final int GROUP = 4;
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz";

    static AppPassword make(SecureRandom random) {
        var letters = new StringBuilder(LENGTH);
        while (letters.length() < LENGTH - 1) letters.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        return new AppPassword(letters.append(check(letters)).toString());
    }

    /** However it was typed: in capitals as some keyboards begin, with or without hyphens and blanks. */
    static Optional<AppPassword> of(String typed) {
        if (typed.length() > 4 * LENGTH) return Optional.empty();
        var letters = new StringBuilder(LENGTH);
        for (char c : typed.toLowerCase(Locale.ROOT).toCharArray()) {
            if (c == '-' || c == ' ') continue;
            if (letters.length() == LENGTH || ALPHABET.indexOf(c) < 0) return Optional.empty();
            letters.append(c);
        }
        if (letters.length() < LENGTH) return Optional.empty();
        return letters.charAt(LENGTH - 1) == check(letters)
                ? Optional.of(new AppPassword(letters.toString()))
                : Optional.empty();
    }

    /** A wrong letter changes it, and so do two that changed places: weights below a prime number of letters. */
    private static char check(CharSequence letters) {
        int sum = 0;
        for (int at = 0; at < LENGTH - 1; at++)
            sum += ALPHABET.indexOf(letters.charAt(at)) * (at % (ALPHABET.length() - 1) + 1);
        return ALPHABET.charAt(sum % ALPHABET.length());
    }

    /** No secret. */
    String id() {
        return letters.substring(0, ID);
    }

    /** As it is shown to its owner, once. */
    String shown() {
        return letters.replaceAll("(.{" + GROUP + "})(?=.)", "$1-");
    }

    @Override
    public String toString() {
        return "AppPassword[" + id() + "]";
    }
}
