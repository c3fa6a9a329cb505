package org.mailspan.http;

import java.util.Base64;
import java.util.Optional;
import org.mailspan.backend.Credentials;

/** The credentials of an Authorization header of the Basic scheme (RFC 7617). */
final class BasicAuthorization {
    private static final String SCHEME = "Basic ";

    private BasicAuthorization() {}

    /** Empty for another scheme and for anything broken. The login is taken as it stands; {@code Backends} trims it. */
    static Optional<Credentials> parse(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) return Optional.empty();
        byte[] octets;
        try {
            octets =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip());
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        String text = Octets.text(octets);
        int colon = text.indexOf(':');
        return colon <= 0
                ? Optional.empty()
                : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
    }
}
