package org.mailspan.cli.probe;

import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Security;
import org.mailspan.backend.imap.SmtpSettings;

/** Goes up to a mail host's door: connects, does TLS, hears what it offers, and leaves without a login. */
public final class MailHostKnock {
    private static final Duration RENEWAL_IS_LATE = Duration.ofDays(14);

    private final Greeting greeting;
    private final String subject;
    private final Security security;
    private final SSLContext trust;
    private final Clock clock;
    private final List<Finding> findings = new ArrayList<>();

    private MailHostKnock(Greeting greeting, String subject, Security security, SSLContext trust, Clock clock) {
        this.greeting = greeting;
        this.subject = subject;
        this.security = security;
        this.trust = trust;
        this.clock = clock;
    }

    public static List<Finding> at(ImapSettings imap) {
        String subject = "IMAP " + imap.host() + ":" + imap.port();
        return new MailHostKnock(
                        Greeting.IMAP, subject, imap.security(), imap.trust().get(), Clock.systemUTC())
                .knock(imap.host(), imap.port());
    }

    public static List<Finding> at(SmtpSettings smtp) {
        String subject = "SMTP " + smtp.host() + ":" + smtp.port();
        return new MailHostKnock(
                        Greeting.SMTP, subject, smtp.security(), smtp.trust().get(), Clock.systemUTC())
                .knock(smtp.host(), smtp.port());
    }

    private List<Finding> knock(String host, int port) {
        try (Door door = Door.open(host, port)) {
            converse(door);
        } catch (IOException failed) {
            Trouble trouble = Trouble.of(failed);
            findings.add(new Finding.Bad(subject, trouble.what(), trouble.remedy()));
        }
        return List.copyOf(findings);
    }

    private void converse(Door door) throws IOException {
        if (security == Security.TLS) certificate(door.startTls(trust));
        greeting.expect(door);
        Set<String> offered = greeting.abilities(door);
        if (security == Security.STARTTLS) {
            if (!offered.contains("STARTTLS") || !greeting.startTls(door)) {
                findings.add(new Finding.Bad(
                        subject,
                        "it does not offer STARTTLS",
                        "Use tls with the port for it; none only on this machine."));
                return;
            }
            certificate(door.startTls(trust));
            offered = greeting.abilities(door);
        }
        login(offered);
        greeting.leave(door);
    }

    private void certificate(SSLSession session) throws SSLPeerUnverifiedException {
        Certificate[] chain = session.getPeerCertificates();
        if (!(chain[0] instanceof X509Certificate certificate)) return;
        Instant end = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(clock.instant(), end);
        String text = "%s, certificate valid for %d more days".formatted(session.getProtocol(), left.toDays());
        findings.add(
                left.compareTo(RENEWAL_IS_LATE) > 0
                        ? new Finding.Good(subject, text)
                        : new Finding.Doubtful(subject, text, "See that it is renewed there."));
    }

    /** The bridge passes a password on, so the host has to take one. */
    private void login(Set<String> offered) {
        String methods = offered.stream()
                .filter(word -> word.startsWith("AUTH="))
                .map(word -> word.substring(5))
                .collect(Collectors.joining(", "));
        boolean plain = offered.contains("AUTH=PLAIN") || offered.contains("AUTH=LOGIN");
        boolean takesPasswords = switch (greeting) {
            case IMAP -> !offered.contains("LOGINDISABLED") || plain;
            case SMTP -> plain;
        };
        if (takesPasswords) findings.add(new Finding.Good(subject, "takes a login by password" + offers(offered)));
        else if (methods.isEmpty())
            findings.add(new Finding.Bad(
                    subject,
                    "takes no login on this port",
                    security == Security.NONE
                            ? "Most hosts want TLS first: use tls or starttls."
                            : "Use the submission port, 465 or 587."));
        else
            findings.add(new Finding.Bad(
                    subject,
                    "takes no passwords, only " + methods,
                    "If the host has app passwords, switch them on there; OAuth2 is not supported yet."));
    }

    /** Many hosts tell the rest only after the login, so a missing word says nothing here. */
    private String offers(Set<String> offered) {
        List<String> good = switch (greeting) {
            case IMAP -> List.of("IDLE", "NOTIFY", "QRESYNC", "CONDSTORE", "MOVE", "UIDPLUS", "SPECIAL-USE");
            case SMTP -> List.of("SIZE", "8BITMIME", "SMTPUTF8", "DSN");
        };
        String found = good.stream().filter(offered::contains).collect(Collectors.joining(" "));
        return found.isEmpty() ? "" : "; offers " + found;
    }
}
