package org.mailspan.http.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Whose a phone's certificate is.
 *
 * @param addresses the mail addresses and principal names (UPN) in it, in small letters; else its common name if that is one
 * @param commonName as far as it may be a login, for hosts whose logins are no addresses
 */
public record CertificateUser(Set<String> addresses, Optional<String> commonName) {
    private static final int OTHER_NAME = 0;
    private static final int MAIL_ADDRESS = 1;

    /** userPrincipalName, the name of a login in certificates for Exchange. */
    private static final String UPN = "1.3.6.1.4.1.311.20.2.3";

    public static CertificateUser of(X509Certificate certificate) {
        var addresses = new LinkedHashSet<String>();
        for (List<?> name : alternatives(certificate)) {
            Object kind = name.getFirst();
            if (kind.equals(MAIL_ADDRESS)) addresses.add(small(name.get(1)));
            if (kind.equals(OTHER_NAME) && name.size() == 4 && name.get(2).equals(UPN))
                addresses.add(small(name.get(3)));
        }
        Optional<String> common = commonName(certificate);
        if (addresses.isEmpty()) common.filter(name -> name.contains("@")).ifPresent(addresses::add);
        return new CertificateUser(addresses, common.filter(name -> name.matches("\\S+")));
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(CertificateUser::small)
                            .findFirst();
        } catch (InvalidNameException unreadable) {
            return Optional.empty();
        }
    }

    private static String small(Object name) {
        return String.valueOf(name).strip().toLowerCase(Locale.ROOT);
    }

    /** The login that it stands for where no other is sent. */
    public Optional<String> login() {
        return addresses.stream().findFirst().or(() -> commonName);
    }

    /** Whether it may be used with this login. One that names nobody by an address is a device's, and anybody's. */
    public boolean isFor(String login, String domain) {
        if (addresses.isEmpty()) return true;
        String bare = login.substring(login.lastIndexOf('\\') + 1).strip().toLowerCase(Locale.ROOT);
        String complete = bare.contains("@") || domain.isEmpty() ? bare : bare + "@" + domain.toLowerCase(Locale.ROOT);
        return addresses.contains(complete);
    }
}
