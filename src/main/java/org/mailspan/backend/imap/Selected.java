package org.mailspan.backend.imap;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/**
 * The folder that a connection has open, as it was when it was opened.
 *
 * @param permanentFlags in lower case; empty if the host did not say, which means all (RFC 3501 7.1)
 */
record Selected(String folder, FolderState state, boolean readOnly, Set<String> permanentFlags) {
    private static final Pattern FLAG = Pattern.compile("\\\\?[!#$&'+,\\-./0-9:;<=>?@A-Z\\[^_`a-z|}~]+");

    Selected at(FolderState now) {
        return new Selected(folder, now, readOnly, permanentFlags);
    }

    void checkWritable() throws BackendException {
        if (readOnly) throw new BackendException(Kind.NOT_ALLOWED, folder + " is read-only");
    }

    /**
     * Those of {@code flags} that the folder keeps: one refused keyword would take the whole STORE with it. What is no
     * flag at all (RFC 3501 9, flag) is none of them.
     */
    Set<String> kept(Set<String> flags) {
        boolean any = permanentFlags.isEmpty() || permanentFlags.contains("\\*");
        var kept = new TreeSet<String>();
        for (String flag : flags) {
            boolean known = any || flag.startsWith("\\") || permanentFlags.contains(flag.toLowerCase(Locale.ROOT));
            if (known && FLAG.matcher(flag).matches()) kept.add(flag);
        }
        return kept;
    }

    /** Collects what SELECT answers. */
    static final class Builder {
        private long uidValidity;
        private long modSeq;
        private long uidNext;
        private long messages;
        private final Set<String> permanentFlags = new HashSet<>();

        void row(ImapRow row) {
            if (row.is("EXISTS")) messages = row.getNumber();
            else if (row.isUnTagged() && row.isOK()) code(row.code());
        }

        private void code(String code) {
            String[] words = code.split(" ", 2);
            switch (words[0].toUpperCase(Locale.ROOT)) {
                case "UIDVALIDITY" -> uidValidity = number(words);
                case "UIDNEXT" -> uidNext = number(words);
                case "HIGHESTMODSEQ" -> modSeq = number(words);
                case "NOMODSEQ" -> modSeq = 0;
                case "PERMANENTFLAGS" -> flags(words);
                default -> {}
            }
        }

        private void flags(String[] words) {
            if (words.length < 2) return;
            String list = words[1].replaceAll("[()]", " ").strip();
            for (String flag : list.split(" +")) if (!flag.isEmpty()) permanentFlags.add(flag.toLowerCase(Locale.ROOT));
        }

        private static long number(String[] words) {
            return words.length == 2 && words[1].matches("\\d{1,19}") ? Long.parseUnsignedLong(words[1]) : 0;
        }

        /** @param modSeqs whether the host can CONDSTORE: only then its HIGHESTMODSEQ means anything */
        Selected build(String folder, ImapRow done, boolean modSeqs) {
            var state = new FolderState(uidValidity, modSeqs ? modSeq : 0, uidNext, messages);
            return new Selected(folder, state, done.code().equalsIgnoreCase("READ-ONLY"), permanentFlags);
        }
    }
}
