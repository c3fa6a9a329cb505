package org.mailspan.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Spool;
import org.mailspan.format.Outgoing;
import org.mailspan.sync.Session;
import org.mailspan.sync.Submission;

/**
 * Sends drafts by the way of all mail: checked, once, with a copy in Sent. Its phone cannot ask for the copy, and has
 * none itself.
 */
record DraftSubmission(Outbox outbox) implements Submission {
    private static final byte[] CRLF = {'\r', '\n'};

    @Override
    public boolean wasSent(Session session, String id) {
        return outbox.wasSent(session, id);
    }

    @Override
    public Sent send(Session session, Mail mail) {
        var header = new ByteArrayOutputStream(mail.header().length + CRLF.length);
        header.writeBytes(mail.header());
        header.writeBytes(CRLF);
        Outbox.Enclosed entity = (checked, into) -> whole(checked, mail.entity(), into);
        // Its id tells it apart: of equal headers the bodies may differ.
        var outgoing = new Outbox.Mail(Optional.of(mail.id()), header.toByteArray(), true).with(mail.id(), entity);
        return switch (outbox.send(session, outgoing)) {
            case Outbox.Outcome.Sent _ -> Sent.DONE;
            case Outbox.Outcome.InvalidMime _, Outbox.Outcome.NoRecipient _ -> Sent.NOT_ADDRESSED;
            case Outbox.Outcome.Failed(BackendException why) -> failed(why);
        };
    }

    /** The checked header, and below it what it is about. */
    private static Outgoing whole(Outgoing checked, Entity entity, Spool into) throws IOException, BackendException {
        byte[] header = checked.message();
        into.write(Arrays.copyOf(header, header.length - CRLF.length));
        entity.writeTo(into);
        return checked.with(into);
    }

    private static Sent failed(BackendException why) {
        return switch (why.kind()) {
            // LOGIN too: it is the submission server that refuses what the mail host took.
            case LOGIN, UNAVAILABLE -> Sent.LATER;
            case FULL -> Sent.FULL;
            case TOO_LARGE -> Sent.TOO_LARGE;
            case NOT_ALLOWED, REFUSED, ITEM_GONE, FOLDER_GONE -> Sent.REFUSED;
        };
    }
}
