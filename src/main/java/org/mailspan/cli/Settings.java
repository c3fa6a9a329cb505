package org.mailspan.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailspan.acme.AcmeSettings;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.backend.sieve.SieveSettings;
import org.mailspan.device.NewDevices;
import org.mailspan.device.PolicySettings;
import org.mailspan.http.Proxies;
import org.mailspan.http.tls.PhoneCertificates;
import org.mailspan.password.PasswordSettings;

/**
 * What the owner decided: complete and checked, nothing in it is missing or impossible.
 *
 * @param sieve empty where out of office is off
 * @param listeners one or two, never none
 * @param userDomain appended to a login without @, or empty
 * @param sharing whether what was read for one device is kept for a moment for the others of its account
 * @param gather how long changes other than arrivals are gathered before a phone is woken for them
 * @param publicAddress where phones reach us, {@code https://mail.example.org}; empty if nobody said
 * @param policy what devices are asked to enforce
 * @param newDevices what becomes of one that was never here before
 * @param proxies who is believed about where requests come from
 * @param passwords what opens a mailbox
 */
public record Settings(
        ImapSettings imap,
        SmtpSettings smtp,
        Optional<SieveSettings> sieve,
        List<Listener> listeners,
        Path dataDirectory,
        String userDomain,
        boolean sharing,
        Duration gather,
        Optional<URI> publicAddress,
        PolicySettings policy,
        NewDevices newDevices,
        Proxies proxies,
        PasswordSettings passwords) {
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

        /**
         * @param acme who is asked for the certificate; empty where it is the owner's own
         * @param phones which certificates phones show; empty if none
         */
        record Https(
                String address,
                int port,
                Path certificate,
                Path key,
                Optional<AcmeSettings> acme,
                Optional<PhoneCertificates> phones)
                implements Listener {
            /** With a certificate of one's own, and none of phones. */
            Https(String address, int port, Path certificate, Path key) {
                this(address, port, certificate, key, Optional.empty(), Optional.empty());
            }
        }
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
