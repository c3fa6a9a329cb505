package org.mailspan.backend.imap;

import java.security.NoSuchAlgorithmException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The IMAP host of all accounts.
 *
 * @param trust whose certificates are believed; the host's name is checked in any case
 * @param connections most connections of one account, the watch included (law 7)
 * @param sharedFolders whether folders of other users, and of all, are shown too (RFC 2342)
 * @param views whether the folders are shown in which a host shows mail of others again ({@link Gmail})
 */
public record ImapSettings(
        String host,
        int port,
        Security security,
        Supplier<SSLContext> trust,
        Timeouts timeouts,
        Pace pace,
        int connections,
        Phantoms phantoms,
        Compression compression,
        boolean sharedFolders,
        boolean views) {
    public static final int DEFAULT_CONNECTIONS = 3;

    public ImapSettings {
        if (connections < 2) throw new IllegalArgumentException("one connection watches, one at least works");
    }

    public static ImapSettings of(String host, int port, Security security) {
        return new ImapSettings(
                host,
                port,
                security,
                ImapSettings::systemTrust,
                Timeouts.IMAP,
                Pace.DEFAULT,
                DEFAULT_CONNECTIONS,
                Phantoms.HIDE,
                Compression.REMOTE,
                false,
                false);
    }

    public ImapSettings withTrust(SSLContext other) {
        return new ImapSettings(
                host,
                port,
                security,
                () -> other,
                timeouts,
                pace,
                connections,
                phantoms,
                compression,
                sharedFolders,
                views);
    }

    public ImapSettings withTimeouts(Timeouts other) {
        return new ImapSettings(
                host, port, security, trust, other, pace, connections, phantoms, compression, sharedFolders, views);
    }

    public ImapSettings withPace(Pace other) {
        return new ImapSettings(
                host, port, security, trust, timeouts, other, connections, phantoms, compression, sharedFolders, views);
    }

    public ImapSettings withConnections(int other) {
        return new ImapSettings(
                host, port, security, trust, timeouts, pace, other, phantoms, compression, sharedFolders, views);
    }

    public ImapSettings withPhantoms(Phantoms other) {
        return new ImapSettings(
                host, port, security, trust, timeouts, pace, connections, other, compression, sharedFolders, views);
    }

    public ImapSettings withCompression(Compression other) {
        return new ImapSettings(
                host, port, security, trust, timeouts, pace, connections, phantoms, other, sharedFolders, views);
    }

    public ImapSettings withSharedFolders(boolean shown) {
        return new ImapSettings(
                host, port, security, trust, timeouts, pace, connections, phantoms, compression, shown, views);
    }

    public ImapSettings withViews(boolean shown) {
        return new ImapSettings(
                host, port, security, trust, timeouts, pace, connections, phantoms, compression, sharedFolders, shown);
    }

    /** Taken when a connection needs it: reading all authorities takes a quarter of the time of a start, and 4 MB. */
    public static SSLContext systemTrust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this Java has no TLS", impossible);
        }
    }
}
