package org.mailspan.acme;

import java.io.IOException;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.mailspan.http.tls.Challenges;

/** Asks an authority for its terms of service, and for nothing else: whether it is there at all. */
public final class Terms {
    private Terms() {}

    /**
     * @return empty if it has none
     * @throws IOException that says to a person what is wrong
     */
    public static Optional<URI> of(AcmeSettings settings) throws IOException {
        try {
            SSLContext trust = settings.trust().isPresent() ? settings.trust().get() : SSLContext.getDefault();
            return new AcmeServer(settings, trust, new Challenges()).terms();
        } catch (NoSuchAlgorithmException none) {
            throw new IOException("this Java has no TLS", none);
        } catch (Refused refused) {
            throw new IOException(refused.why(), refused);
        }
    }
}
