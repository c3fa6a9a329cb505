package org.mailspan.http.tls;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** How TLS is spoken: versions, suites, and what else a client may ask of a handshake. */
public final class TlsRules {
    /** RFC 8737: what an authority asks for that wants to see whether this server is the one of a name. */
    static final String CHALLENGE = "acme-tls/1";

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /** Forward secrecy and authenticated encryption, nothing else (RFC 9325 4.2); the quickest first. */
    private static final String[] SUITES = {
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
    };

    /** Only for clients without tickets; those with tickets keep their session themselves. */
    private static final int SESSIONS = 2000;

    /** After that its key is thrown away, and what was recorded before stays secret for good. */
    private static final Duration LONGEST_SESSION = Duration.ofHours(8);

    static {
        // Read once by the JDK, when the first handshake of a server begins. A client that may begin handshakes in a
        // connection of TLS 1.2 makes us sign for it as often as it likes.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private TlsRules() {}

    static void bound(SSLContext context) {
        context.getServerSessionContext().setSessionCacheSize(SESSIONS);
        context.getServerSessionContext().setSessionTimeout(Math.toIntExact(LONGEST_SESSION.toSeconds()));
    }

    /** @param asking whether a phone is asked for a certificate; one that has none completes the handshake all the same */
    public static void lay(SSLEngine engine, boolean asking) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(SUITES);
        parameters.setUseCipherSuitesOrder(true);
        // As a list and not by a selector: then it is known before the certificate is chosen, in TLS 1.2 too.
        parameters.setApplicationProtocols(new String[] {CHALLENGE, "http/1.1"});
        if (asking) parameters.setWantClientAuth(true);
        engine.setSSLParameters(parameters);
    }

    public static boolean isChallenge(SSLEngine engine) {
        return CHALLENGE.equals(engine.getApplicationProtocol());
    }
}
