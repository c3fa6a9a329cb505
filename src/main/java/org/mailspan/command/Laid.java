package org.mailspan.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Spool;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.StreamedText;

/**
 * What of one answer is read from the host before the answer is made, and lies in files until it is sent: so its
 * statuses are true, and the heap stays small.
 */
final class Laid {
    private final List<Spool> spools = new ArrayList<>();

    /** What puts octets into a file. */
    @FunctionalInterface
    interface Source {
        void writeTo(Spool spool) throws IOException, BackendException;
    }

    /** A file that lives until the answer is sent, if all could be put into it. */
    Spool of(Source source) throws IOException, BackendException {
        var spool = new Spool();
        spools.add(spool);
        try {
            source.writeTo(spool);
            return spool;
        } catch (IOException | BackendException | RuntimeException e) {
            drop(spool);
            throw e;
        }
    }

    /** Its file is not wanted any more. */
    void drop(Spool spool) throws IOException {
        spools.remove(spool);
        spool.close();
    }

    static StreamedText base64(Spool octets) {
        return new StreamedText((octets.size() + 2) / 3 * 4, octets::writeBase64To);
    }

    Reply reply(Element root) {
        return spools.isEmpty() ? new Reply.Document(root) : new Reply.Spooled(root, spools);
    }

    /** Of an answer that is not made after all. */
    void close() {
        for (Spool spool : spools)
            try {
                spool.close();
            } catch (IOException e) {
                // has no name and ends with the process at the latest
            }
        spools.clear();
    }
}
