package org.mailspan.http;

import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Credentials;

/** What the mail host wants to hear of a user whose phone shows a certificate and sends no password. */
public interface KeptLogins {
    /** Nobody's: then a certificate alone lets nobody in. */
    KeptLogins NONE = _ -> Optional.empty();

    /**
     * @param user as the certificate names it
     * @return empty if no password of this user is kept
     */
    Optional<Credentials> of(String user) throws BackendException;
}
