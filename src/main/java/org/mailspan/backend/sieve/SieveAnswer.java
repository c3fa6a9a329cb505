package org.mailspan.backend.sieve;

import java.util.List;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/**
 * What a host says to one command: rows of words, and how it went (RFC 5804 1.2).
 *
 * @param code the response code in capitals, such as QUOTA/MAXSIZE; empty if there is none
 * @param text for a person; may be empty
 */
record SieveAnswer(List<List<Word>> rows, Outcome outcome, String code, String text) {
    SieveAnswer {
        rows = List.copyOf(rows);
    }

    enum Outcome {
        OK,
        NO,
        /** The host hangs up. */
        BYE
    }

    /** @param atom whether it stands there bare, as OK and ACTIVE do, and not as a string */
    record Word(String text, boolean atom) {
        boolean is(String other) {
            return atom && text.equalsIgnoreCase(other);
        }
    }

    boolean is(Outcome wanted) {
        return outcome == wanted;
    }

    /** @param refused what a NO without a code that tells more means to this command */
    BackendException failure(String what, Kind refused) {
        String words = what + ": " + outcome + (code.isEmpty() ? "" : " (" + code + ")") + " " + text;
        return new BackendException(kind(refused), words.strip());
    }

    private Kind kind(Kind refused) {
        if (outcome == Outcome.BYE) return Kind.UNAVAILABLE;
        return switch (code) {
            case "TRYLATER", "REFERRAL" -> Kind.UNAVAILABLE;
            case "QUOTA", "QUOTA/MAXSCRIPTS" -> Kind.FULL;
            case "QUOTA/MAXSIZE" -> Kind.TOO_LARGE;
            case "AUTH-TOO-WEAK", "ENCRYPT-NEEDED", "TRANSITION-NEEDED" -> Kind.NOT_ALLOWED;
            default -> refused;
        };
    }
}
