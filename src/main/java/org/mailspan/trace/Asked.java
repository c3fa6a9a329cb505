package org.mailspan.trace;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;

/**
 * What a device asks for, but for the body.
 *
 * @param account the account's id
 * @param userAgent fit for a log
 * @param parameters of the URL
 */
public record Asked(
        String account,
        String device,
        String userAgent,
        Version version,
        String command,
        Map<String, String> parameters,
        OptionalLong policyKey,
        boolean multipart) {
    /** What came with it. */
    public sealed interface Body {
        Body UNREAD = new Unread();

        /** There was none to be read, or what there was could not be. */
        record Unread() implements Body {}

        record Document(Element root) implements Body {}

        /** A mail, as devices send it below 14.0. */
        record Mail(byte[] octets) implements Body {}

        static Body of(Optional<Element> document, byte[] mail) {
            if (document.isPresent()) return new Document(document.get());
            return mail.length == 0 ? UNREAD : new Mail(mail);
        }
    }
}
