package org.mailspan.http;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.mailspan.backend.BackendException;
import org.mailspan.event.Event;
import org.mailspan.event.Events;

/**
 * What is answered when a request failed through no fault of its client. Never 500: after a few of them in a row an
 * iPhone throws everything away and loads the whole account again (quirk A10); 503 makes it wait.
 */
final class Failures {
    private final Events events;

    Failures(Events events) {
        this.events = events;
    }

    /**
     * A host's refusal that no command made a status of.
     *
     * @param operation the command, for the log
     */
    Answer host(String account, String operation, BackendException failed) {
        String reason = Printable.of(String.valueOf(failed.getMessage()), 500);
        return switch (failed.kind()) {
            // The password was good a moment ago; the next request asks the host and knows more.
            case LOGIN, UNAVAILABLE ->
                told(account, operation, reason, Answer.refusal(503, "the mail host cannot be asked now"));
            case FULL -> told(account, operation, reason, Answer.refusal(507, "the mailbox is full"));
            case ITEM_GONE, FOLDER_GONE, NOT_ALLOWED, TOO_LARGE, REFUSED -> ours(operation, failed);
        };
    }

    private Answer told(String account, String operation, String reason, Answer answer) {
        events.emit(new Event.HostFailed(account, operation, reason));
        return answer;
    }

    /** The id stands in the answer and in the log, so that one can be found from the other. */
    Answer ours(String where, Throwable cause) {
        String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        events.emit(new Event.Failed(id, where, cause));
        return Answer.refusal(503, "failed, see the log for " + id);
    }
}
