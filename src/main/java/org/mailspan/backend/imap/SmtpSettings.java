package org.mailspan.backend.imap;

import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The submission server of all accounts; it takes the same credentials as the IMAP host.
 *
 * @param trust whose certificates are believed; the host's name is checked in any case
 */
public record SmtpSettings(String host, int port, Security security, Supplier<SSLContext> trust, Timeouts timeouts) {
    public static SmtpSettings of(String host, int port, Security security) {
        return new SmtpSettings(host, port, security, ImapSettings::systemTrust, Timeouts.SMTP);
    }

    public SmtpSettings withTrust(SSLContext other) {
        return new SmtpSettings(host, port, security, () -> other, timeouts);
    }

    public SmtpSettings withTimeouts(Timeouts other) {
        return new SmtpSettings(host, port, security, trust, other);
    }
}
