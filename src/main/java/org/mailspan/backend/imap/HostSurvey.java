package org.mailspan.backend.imap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.Folder;
import org.mailspan.backend.imap.HostReport.HostClass;

/** Logs in, looks around and leaves: what can this host, and how will it be used? Changes nothing there. */
public final class HostSurvey {
    private static final int ROUND_TRIPS = 5;

    private HostSurvey() {}

    public static HostReport of(ImapSettings settings, Credentials credentials) throws BackendException {
        var login = new ImapLogin(settings, credentials);
        var opened = new ArrayList<ImapConnection>();
        try {
            long start = System.nanoTime();
            ImapConnection first = login.connect();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            opened.add(first);
            List<Folder> folders = ImapFolders.tree(first).folders();
            List<String> leftOut = settings.sharedFolders()
                    ? List.of()
                    : ImapFolders.namespaces(first).foreignRoots();
            Duration roundTrip = roundTrip(first);
            openMore(login, settings.connections(), opened);
            return report(first, folders, leftOut, took, roundTrip, opened.size());
        } finally {
            opened.forEach(ImapConnection::logout);
        }
    }

    private static HostReport report(
            ImapConnection connection,
            List<Folder> folders,
            List<String> leftOut,
            Duration login,
            Duration roundTrip,
            int connections) {
        Capabilities host = connection.capabilities();
        ImapSettings settings = connection.settings();
        return new HostReport(
                host.qresync() ? HostClass.FULL : host.condstore() ? HostClass.GOOD : HostClass.PLAIN,
                new TreeSet<>(host.names()),
                host.qresync()
                        ? "QRESYNC"
                        : host.condstore() ? "CONDSTORE and a list of UIDs" : "the UIDs and flags of the whole folder",
                host.has("MOVE") ? "MOVE" : "COPY and delete",
                host.uidPlus() ? "UID EXPUNGE" : "EXPUNGE, with the marks of others lifted before",
                watch(host, settings),
                line(connection),
                folders,
                leftOut,
                login,
                roundTrip,
                connections,
                settings.connections());
    }

    private static String watch(Capabilities host, ImapSettings settings) {
        long seconds = settings.pace().round().toSeconds();
        if (!host.has("IDLE")) return "asking every " + seconds + " s";
        if (host.has("NOTIFY")) return "NOTIFY for all folders";
        int more = settings.connections() - 2;
        return "IDLE on the inbox" + (more > 0 ? " and " + more + " more" : "") + ", other folders every " + seconds
                + " s";
    }

    private static String line(ImapConnection connection) {
        if (connection.hooks().isCompressed()) return "compressed";
        if (!connection.capabilities().has("COMPRESS=DEFLATE")) return "not compressed, as the host cannot";
        return switch (connection.settings().compression()) {
            case REMOTE -> "not compressed, as the host is near";
            case NEVER -> "not compressed, as the settings say";
            case ALWAYS -> "not compressed, as the host refuses";
        };
    }

    private static Duration roundTrip(ImapConnection connection) throws BackendException {
        var nanos = new long[ROUND_TRIPS];
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            connection.run("NOOP", row -> {});
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[nanos.length / 2]);
    }

    /** A limit often looks like a bad password, so any refusal of a further login counts as one. */
    private static void openMore(ImapLogin login, int wanted, List<ImapConnection> opened) {
        try {
            while (opened.size() < wanted) opened.add(login.connect());
        } catch (BackendException full) {
            // as many as there are, then
        }
    }
}
