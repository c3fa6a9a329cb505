package org.mailspan.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.backend.sieve.SieveSettings;

/**
 * What the owner decided: complete and checked, nothing in it is missing or impossible.
 *
 * @param sieve empty where out of office is off
 * @param listeners one or two, never none
 * @param userDomain appended to a login without @, or empty
 * @param sharing whether what was read for one device is kept for a moment for the others of its account
 * @param publicAddress where phones reach us, {@code https://mail.example.org}; empty if nobody said
 */
public record Settings(
        ImapSettings imap,
        SmtpSettings smtp,
        Optional<SieveSettings> sieve,
        List<Listener> listeners,
        Path dataDirectory,
        String userDomain,
        boolean sharing,
        Optional<URI> publicAddress) {
    public Settings {
        listeners = List.copyOf(listeners);
        if (listeners.isEmpty()) throw new IllegalArgumentException("no listener");
    }

    /** A login as the host knows it. */
    Credentials completed(Credentials typed) {
        boolean complete = typed.user().contains("@") || userDomain.isEmpty();
        return complete ? typed : new Credentials(typed.user() + "@" + userDomain, typed.password());
    }

    /** Where phones are served. Port 0 is any that is free. */
    public sealed interface Listener {
        String address();

        int port();

        record Http(String address, int port) implements Listener {}

        record Https(String address, int port, Path certificate, Path key) implements Listener {}
    }

    /** What reading came to. */
    public sealed interface Result {
        /** {@code warnings} are sentences about what is allowed and yet rarely meant. */
        record Good(Settings settings, List<String> warnings) implements Result {}

        /** Every mistake, in the order of the lines. */
        record Bad(List<Mistake> mistakes) implements Result {}
    }

    /** One mistake and its remedy; {@code place} is a line, a variable or the file. */
    public record Mistake(String place, String what, String remedy) {
        @Override
        public String toString() {
            return place + ": " + what + ". " + remedy;
        }
    }

    /** Reads a file with the process's environment laid over it. */
    public static Result read(Path file) {
        return read(file, System.getenv());
    }

    static Result read(Path file, Map<String, String> environment) {
        return SettingsReader.read(file, environment);
    }
}
