package org.mailspan.http.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether phones show a certificate of their own, and whose are believed.
 *
 * @param authority the certificates of those who give them out, or single ones of phones, PEM
 * @param revoked which of them were taken back, a CRL
 * @param domain appended to a login without {@code @} before it is held against a certificate; may be empty
 */
public record PhoneCertificates(Use use, Path authority, Optional<Path> revoked, String domain) {
    /** What a certificate is for. */
    public enum Use {
        /** Each phone has one, and logs in too. */
        REQUIRED(true, true),
        /** Each phone has one, and the user that it names needs no password. */
        ALONE(true, false),
        /** As {@link #ALONE} for a phone that has one; another logs in. */
        EITHER(false, false);

        private final boolean needed;
        private final boolean withLogin;

        Use(boolean needed, boolean withLogin) {
            this.needed = needed;
            this.withLogin = withLogin;
        }

        public boolean needsCertificate() {
            return needed;
        }

        public boolean needsLogin() {
            return withLogin;
        }
    }

    /**
     * Reads the files; also for whoever wants to check them before serving.
     *
     * @throws IOException that says to a person what is wrong
     */
    public PhoneTrust load() throws IOException {
        return PhoneTrust.of(this);
    }
}
