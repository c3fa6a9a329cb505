package org.mailspan.backend.sieve;

import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.mailspan.backend.imap.ImapSettings;
import org.mailspan.backend.imap.Security;

/**
 * The ManageSieve host of all accounts; it takes the same credentials as the IMAP host.
 *
 * @param trust whose certificates are believed; the host's name is checked in any case
 * @param silence how long the host may say nothing
 * @param whole how long a conversation may last
 * @param named by the owner, who then wants to know if it is not there
 */
public record SieveSettings(
        String host,
        int port,
        Security security,
        Supplier<SSLContext> trust,
        Duration connect,
        Duration silence,
        Duration whole,
        boolean named) {
    public static final int PORT = 4190;

    public static SieveSettings of(String host, int port, Security security, boolean named) {
        return new SieveSettings(
                host,
                port,
                security,
                ImapSettings::systemTrust,
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(45),
                named);
    }

    public SieveSettings withTrust(SSLContext other) {
        return new SieveSettings(host, port, security, () -> other, connect, silence, whole, named);
    }

    public SieveSettings withTimes(Duration newSilence, Duration newWhole) {
        return new SieveSettings(host, port, security, trust, connect, newSilence, newWhole, named);
    }
}
