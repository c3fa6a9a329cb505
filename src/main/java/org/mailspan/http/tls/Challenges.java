package org.mailspan.http.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The certificates by which an authority recognises this server (RFC 8737), each for the moments that it looks. They go
 * to whoever asks by the protocol {@code acme-tls/1} and to nobody else.
 */
public final class Challenges {
    /** What is shown instead of the own certificate. */
    record Shown(X509Certificate certificate, PrivateKey key) {}

    private final Map<String, Shown> byName = new ConcurrentHashMap<>();

    /** From now until it is taken back. */
    public void show(String name, X509Certificate certificate, PrivateKey key) {
        byName.put(name.toLowerCase(Locale.ROOT), new Shown(certificate, key));
    }

    public void takeBack(String name) {
        byName.remove(name.toLowerCase(Locale.ROOT));
    }

    Optional<Shown> of(String name) {
        return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
    }
}
