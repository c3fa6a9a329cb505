package org.mailspan.backend.imap;

import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.mailspan.backend.Folder;

/**
 * What a host can for one login, and how it will therefore be used.
 *
 * @param capabilities as it said after the login, in upper case
 * @param changes how changes of a folder are found; likewise {@code moves}, {@code deletes} and {@code watch}
 * @param line whether what is said is compressed, and if not, why
 * @param folders as phones will be shown them
 * @param leftOut below which those lie that are not the user's own, where they are not shown
 * @param login connecting, TLS and login together
 * @param roundTrip one command and its answer, the median of a few
 * @param connections how many logins at once were let in, of those that an account may need
 * @param wanted how many that are
 */
public record HostReport(
        HostClass hostClass,
        SortedSet<String> capabilities,
        String changes,
        String moves,
        String deletes,
        String watch,
        String line,
        List<Folder> folders,
        List<String> leftOut,
        Duration login,
        Duration roundTrip,
        int connections,
        int wanted) {
    /** How much work a host takes off us. */
    public enum HostClass {
        /** Tells what changed and what went: Dovecot, Stalwart, Cyrus. */
        FULL,
        /** Tells what changed: Gmail. */
        GOOD,
        /** Everything has to be looked at: Outlook.com, Courier. */
        PLAIN
    }

    public HostReport {
        capabilities = new TreeSet<>(capabilities);
        folders = List.copyOf(folders);
        leftOut = List.copyOf(leftOut);
    }
}
