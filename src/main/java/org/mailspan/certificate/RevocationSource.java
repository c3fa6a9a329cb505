package org.mailspan.certificate;

import java.io.IOException;
import java.net.URI;

/** Where it is asked whether certificates were taken back. */
@FunctionalInterface
public interface RevocationSource {
    byte[] NO_QUESTION = {};

    /**
     * @param question of OCSP (RFC 6960); none where a list is fetched
     * @throws IOException if there is no answer, or it must not be asked for there
     */
    byte[] answer(URI address, byte[] question) throws IOException;
}
