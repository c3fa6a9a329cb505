package org.mailspan.backend;

import java.time.Duration;
import org.mailspan.backend.imap.Compression;
import org.mailspan.backend.imap.ImapConnector;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Pace;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;
import org.mailspan.event.Events;
import org.mailspan.support.MailHost;
import org.mailspan.support.TestCertificate;

/** IMAP backends for the contract, each with a new user. */
final class ImapSubjects {
    /** A tester does not wait a minute for a round. */
    private static final Pace PACE = new Pace(
            Duration.ofSeconds(20),
            Duration.ofMinutes(4),
            Duration.ofMinutes(9),
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            Duration.ofMillis(100),
            Duration.ofSeconds(2));

    private ImapSubjects() {}

    static Subject at(MailHost host, Security security, boolean tellsOfFlags) throws BackendException {
        return at(host, security, tellsOfFlags, Compression.REMOTE);
    }

    static Subject at(MailHost host, Security security, boolean tellsOfFlags, Compression compression)
            throws BackendException {
        String user = host.newUser();
        int port = security == Security.TLS ? host.imapsPort() : host.imapPort();
        var imap = ImapSettings.of(host.host(), port, security)
                .withTrust(TestCertificate.shared().trust())
                .withPace(PACE)
                .withCompression(compression);
        var smtp = SmtpSettings.of(host.host(), host.smtpPort(), Security.NONE);
        var connector = new ImapConnector(imap, smtp, "", new Events());
        Backend backend = connector.connect(new Credentials(user, host.password()));
        return new Subject(backend, host.witness(user), host.separator(), host::received, tellsOfFlags);
    }
}
