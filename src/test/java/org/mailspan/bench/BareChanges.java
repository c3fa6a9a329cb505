package org.mailspan.bench;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mailspan.support.ImapWitness;

/** A connection that lists what changed in the inbox since the last time, as QRESYNC has it (RFC 7162 3.2.6). */
final class BareChanges implements AutoCloseable {
    private static final Pattern MODSEQ = Pattern.compile("HIGHESTMODSEQ (\\d+)");
    private static final Pattern UIDNEXT = Pattern.compile("UIDNEXT (\\d+)");

    private final ImapWitness witness;
    private long modSeq;

    BareChanges(ImapWitness witness) {
        this.witness = witness;
        witness.say("ENABLE QRESYNC");
        modSeq = number(MODSEQ, witness.say("SELECT INBOX"));
    }

    /** Milliseconds of the FETCH alone: the glances before it cost the same in any folder. */
    double list() {
        witness.say("NOOP");
        List<String> folder = witness.say("SELECT INBOX");
        String command = "UID FETCH 1:" + (number(UIDNEXT, folder) - 1) + " (UID FLAGS INTERNALDATE) (CHANGEDSINCE "
                + modSeq + " VANISHED)";
        long began = System.nanoTime();
        List<String> rows = witness.say(command);
        double millis = (System.nanoTime() - began) / 1e6;
        modSeq = number(MODSEQ, folder);
        if (rows.size() != 2) throw new IllegalStateException("not one change but " + rows);
        return millis;
    }

    private static long number(Pattern name, List<String> rows) {
        return rows.stream()
                .map(name::matcher)
                .filter(Matcher::find)
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        witness.close();
    }
}
