package org.mailspan.backend.imap;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;

/** Hosts without IDLE: inbox and interesting folders are looked at in rounds. */
final class PollWatching implements Watching {
    private final Pace pace;
    private final Post post;
    private final StatusRound round;
    private final Semaphore soon = new Semaphore(0);

    PollWatching(ImapConnection connection, Pace pace, Post post) {
        this.pace = pace;
        this.post = post;
        this.round = new StatusRound(connection, post, folder -> {});
    }

    @Override
    public String how() {
        return "STATUS every " + pace.round().toSeconds() + " s";
    }

    @Override
    public void watch() throws BackendException {
        try {
            while (true) {
                Set<String> folders = new HashSet<>(post.interest());
                folders.add("INBOX");
                round.look(folders, row -> {});
                post.ready();
                if (soon.tryAcquire(pace.round().toNanos(), TimeUnit.NANOSECONDS)) soon.drainPermits();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new BackendException(Kind.UNAVAILABLE, "interrupted", stopped);
        }
    }

    @Override
    public void wake() {
        soon.release();
    }
}
