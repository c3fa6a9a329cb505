package org.mailspan.sync;

import java.io.IOException;
import java.io.OutputStream;
import org.mailspan.backend.BackendException;

/** The way out for drafts that a Sync is to send: the one that all mail takes, which lies above this package. */
public interface Submission {
    /** Where nothing can be sent. */
    Submission NONE = new Submission() {
        @Override
        public boolean wasSent(Session session, String id) {
            return false;
        }

        @Override
        public Sent send(Session session, Mail mail) {
            return Sent.REFUSED;
        }
    };

    /** Whether the mail of this name is out, by a request that is repeated. */
    boolean wasSent(Session session, String id);

    Sent send(Session session, Mail mail);

    /**
     * A mail.
     *
     * @param id by which a repeated request is known
     * @param header its fields but those of the content, without the empty line
     * @param entity the rest
     */
    record Mail(String id, byte[] header, Entity entity) {}

    /** Writes fields of the content, the empty line and the body; may be asked for them again. */
    interface Entity {
        void writeTo(OutputStream out) throws IOException, BackendException;
    }

    /** What became of it. */
    enum Sent {
        /** The submission server has it (law 1). */
        DONE,
        NOT_ADDRESSED,
        TOO_LARGE,
        FULL,
        /** Not now. */
        LATER,
        REFUSED
    }
}
