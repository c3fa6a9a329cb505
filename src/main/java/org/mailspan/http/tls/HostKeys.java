package org.mailspan.http.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate a handshake shows: the server's own, and to an authority that looks the one that answers it. Without
 * one of its own no phone gets through: a makeshift certificate would teach people to say yes to any.
 */
final class HostKeys extends X509ExtendedKeyManager {
    private static final String OWN = "own";
    private static final String CHALLENGE = "challenge:";

    private final Optional<TlsFiles.Identity> own;
    private final Optional<Challenges> challenges;

    HostKeys(Optional<TlsFiles.Identity> own, Optional<Challenges> challenges) {
        this.own = own;
        this.challenges = challenges;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        String alias = TlsRules.CHALLENGE.equals(engine.getHandshakeApplicationProtocol())
                ? CHALLENGE + name(engine.getHandshakeSession())
                : OWN;
        PrivateKey key = getPrivateKey(alias);
        return key != null && fits(key, keyType) ? alias : null;
    }

    private static boolean fits(PrivateKey key, String keyType) {
        // TLS 1.2 of the JDK also says EC_EC: a key of EC, in a certificate signed by EC.
        return key.getAlgorithm().equals(keyType) || key.getAlgorithm().equals("EC") && keyType.startsWith("EC_");
    }

    private static String name(@Nullable SSLSession session) {
        if (!(session instanceof ExtendedSSLSession asked)) return "";
        return asked.getRequestedServerNames().stream()
                .filter(name -> name.getType() == StandardConstants.SNI_HOST_NAME)
                .map(name -> new SNIHostName(name.getEncoded()).getAsciiName())
                .findFirst()
                .orElse("");
    }

    private Optional<Challenges.Shown> challenge(String alias) {
        return challenges.flatMap(all -> all.of(alias.substring(CHALLENGE.length())));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        if (alias.equals(OWN))
            return own.map(it -> it.chain().toArray(X509Certificate[]::new)).orElse(null);
        return challenge(alias)
                .map(it -> new X509Certificate[] {it.certificate()})
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        if (alias.equals(OWN)) return own.map(TlsFiles.Identity::key).orElse(null);
        return challenge(alias).map(Challenges.Shown::key).orElse(null);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return own.isPresent() ? List.of(OWN).toArray(String[]::new) : null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
