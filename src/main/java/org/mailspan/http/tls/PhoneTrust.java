package org.mailspan.http.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;

/** Whose certificates are believed, as the files say at one moment: those of the authority that were not taken back. */
public final class PhoneTrust {
    private final X509ExtendedTrustManager chains;
    private final List<X509Certificate> authorities;
    private final Set<Serial> revoked;
    private final Optional<Instant> nextList;

    private record Serial(X500Principal issuer, BigInteger number) {}

    private PhoneTrust(
            X509ExtendedTrustManager chains,
            List<X509Certificate> authorities,
            Set<Serial> revoked,
            Optional<Instant> nextList) {
        this.chains = chains;
        this.authorities = List.copyOf(authorities);
        this.revoked = Set.copyOf(revoked);
        this.nextList = nextList;
    }

    static PhoneTrust of(PhoneCertificates files) throws IOException {
        List<X509Certificate> authorities = Pem.certificates(files.authority());
        var revoked = new HashSet<Serial>();
        Optional<Instant> next = Optional.empty();
        if (files.revoked().isPresent()) {
            Path file = files.revoked().get();
            List<X509CRL> lists = Pem.revocations(file);
            for (X509CRL list : lists) {
                if (authorities.stream().noneMatch(authority -> signed(list, authority)))
                    throw new IOException(file + " is a list of " + list.getIssuerX500Principal()
                            + ", which is no authority in " + files.authority());
                revoked.addAll(serials(list));
            }
            next = lists.stream()
                    .map(X509CRL::getNextUpdate)
                    .filter(Objects::nonNull)
                    .map(Date::toInstant)
                    .min(Instant::compareTo);
        }
        return new PhoneTrust(chains(authorities), authorities, revoked, next);
    }

    private static X509ExtendedTrustManager chains(List<X509Certificate> authorities) throws IOException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate authority : authorities) store.setCertificateEntry("" + number++, authority);
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException broken) {
            throw new IOException("the authority of phones cannot be used: " + broken.getMessage(), broken);
        }
    }

    private static boolean signed(X509CRL list, X509Certificate authority) {
        if (!list.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) return false;
        try {
            list.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException foreign) {
            return false;
        }
    }

    private static Set<Serial> serials(X509CRL list) {
        var serials = new HashSet<Serial>();
        Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
        if (entries == null) return serials;
        for (X509CRLEntry entry : entries) {
            X500Principal of = entry.getCertificateIssuer();
            serials.add(new Serial(of == null ? list.getIssuerX500Principal() : of, entry.getSerialNumber()));
        }
        return serials;
    }

    /** Until when the lists of what was taken back are good. After that they still count, and miss what came later. */
    public Optional<Instant> nextList() {
        return nextList;
    }

    public int authorities() {
        return authorities.size();
    }

    public int revoked() {
        return revoked.size();
    }

    /**
     * What is wrong with a certificate that was good in its handshake; a connection may live for days. Empty if nothing.
     */
    public Optional<String> fault(List<X509Certificate> chain, Instant now) {
        for (X509Certificate one : chain)
            if (revoked.contains(new Serial(one.getIssuerX500Principal(), one.getSerialNumber())))
                return Optional.of("was revoked");
        X509Certificate own = chain.getFirst();
        if (now.isAfter(own.getNotAfter().toInstant())) return Optional.of("has expired");
        if (now.isBefore(own.getNotBefore().toInstant())) return Optional.of("is not valid yet");
        return Optional.empty();
    }

    /**
     * @param refused told the address and what was wrong with the certificate that came from there, partly in the words of
     *     whoever made it
     */
    X509ExtendedTrustManager manager(BiConsumer<String, String> refused) {
        return new Judging(refused);
    }

    /** Judges in the handshake: what it refuses never comes to HTTP. */
    private final class Judging extends X509ExtendedTrustManager {
        private final BiConsumer<String, String> refused;

        Judging(BiConsumer<String, String> refused) {
            this.refused = refused;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            try {
                Optional<String> fault = fault(List.of(chain), Instant.now());
                if (fault.isPresent()) throw new CertificateException("it " + fault.get());
                chains.checkClientTrusted(chain, type, engine);
            } catch (CertificateException bad) {
                String said = String.valueOf(bad.getMessage());
                boolean foreign = said.contains("unable to find valid certification path")
                        || said.contains("signature check failed");
                String why = foreign ? "it is from no authority of tls.clients.authority" : said;
                String subject = chain[0].getSubjectX500Principal().getName();
                refused.accept(String.valueOf(engine.getPeerHost()), "certificate of " + subject + ": " + why);
                throw bad;
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("not by an engine");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("not by an engine");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("no server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("no server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("no server");
        }

        /**
         * None: a list of names in the handshake would tell a stranger whose certificates to ask for, and phones offer
         * what they have without it.
         */
        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
