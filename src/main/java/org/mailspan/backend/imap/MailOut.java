package org.mailspan.backend.imap;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.format.Outgoing;

/**
 * Sends a mail, and files the copy.
 *
 * <p>A connection that breaks between the end of the data and the 250 leaves open whether the server took the mail. That
 * counts as not sent: a mail that came twice is a nuisance, one that never came is a loss (law 1), and many hosts drop
 * the second of one Message-ID. But hosts that file sent mail by themselves (Gmail, M365) can tell: what lies in Sent
 * was sent. So Sent is looked into for a moment, and again before the same mail is sent another time.
 */
final class MailOut {
    private static final int LOOKS = 3;
    /** Of filing a copy: a phone waits for half a minute, and then sends the mail again, if in vain. */
    private static final int TRIES = 3;

    private static final Duration NEW_TRY_WITHIN = Duration.ofSeconds(10);
    private static final int MOST_DOUBTS = 1_000;

    private final String account;
    private final SmtpSubmission submission;
    private final ImapConnections connections;
    private final ImapFolders folders;
    private final Duration pause;
    private final Events events;
    /** Message-IDs of mails of which nobody knows whether they were sent. */
    private final Set<String> doubts = ConcurrentHashMap.newKeySet();

    /** @param pause between two looks into Sent */
    MailOut(
            String account,
            SmtpSubmission submission,
            ImapConnections connections,
            ImapFolders folders,
            Duration pause,
            Events events) {
        this.account = account;
        this.submission = submission;
        this.connections = connections;
        this.folders = folders;
        this.pause = pause;
        this.events = events;
    }

    void send(Outgoing mail) throws BackendException {
        boolean before = doubts.contains(mail.messageId()) && isInSent(mail);
        if (!before) submit(mail);
        doubts.remove(mail.messageId());
        if (mail.saveInSent()) file(mail);
    }

    /** Nobody asks for the copy a second time, so a host that was away for a moment is asked again here. */
    private void file(Outgoing mail) {
        long began = System.nanoTime();
        for (int tries = 1; ; tries++) {
            try {
                SentCopy.file(connections, folders, mail);
                return;
            } catch (BackendException e) {
                boolean late = System.nanoTime() - began > NEW_TRY_WITHIN.toNanos();
                if (e.kind() == Kind.UNAVAILABLE && tries < TRIES && !late && paused()) continue;
                // the mail is out: a phone that is told otherwise sends it again
                events.emit(new Event.HostFailed(account, "copy to Sent", String.valueOf(e.getMessage())));
                return;
            }
        }
    }

    private boolean paused() {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void submit(Outgoing mail) throws BackendException {
        Optional<BackendException> doubt = submission.send(mail);
        if (doubt.isEmpty() || appearsInSent(mail)) return;
        if (doubts.size() >= MOST_DOUBTS) doubts.clear();
        doubts.add(mail.messageId());
        throw doubt.get();
    }

    /** A host files what it sent a moment later. */
    private boolean appearsInSent(Outgoing mail) {
        for (int look = 1; look < LOOKS; look++) {
            if (isInSent(mail)) return true;
            if (!paused()) break;
        }
        return isInSent(mail);
    }

    private boolean isInSent(Outgoing mail) {
        try {
            return SentCopy.isFiled(connections, folders, mail);
        } catch (BackendException unknown) {
            return false;
        }
    }
}
