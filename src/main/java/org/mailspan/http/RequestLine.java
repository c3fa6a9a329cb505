package org.mailspan.http;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mailspan.protocol.Version;

/** What the URL of a request says, in either of its two forms (MS-ASHTTP 2.2.1.1.1). */
sealed interface RequestLine {
    /** The text form; version, policy key and multipart stand in headers. */
    record Plain(String command, Sender sender, Map<String, String> parameters) implements RequestLine {}

    /**
     * The base64 form, with what the text form leaves to headers. Its locale is left out: nothing that is answered
     * depends on a language.
     *
     * @param version empty if it is none that is spoken
     */
    record Encoded(
            int command,
            Optional<Version> version,
            OptionalLong policyKey,
            boolean multipart,
            Sender sender,
            Map<String, String> parameters)
            implements RequestLine {}

    record Malformed(String reason) implements RequestLine {}

    /**
     * Which device asks, and for whom. {@code user} is for logs alone: who asks is decided by the credentials, whose
     * spelling often differs from it (quirk A15).
     */
    record Sender(String user, String deviceId, String deviceType) {
        /** MS-ASCMD gives a device id 32 characters; Nine and others write more. */
        static final int LONGEST_ID = 64;

        static final int LONGEST_TEXT = 128;

        public Sender {
            user = Printable.of(user, LONGEST_TEXT);
            deviceType = Printable.of(deviceType, LONGEST_TEXT);
        }

        /** MS-ASHTTP 2.2.1.1.1.2.3 wants no commas and no special characters; these are the ones that do no harm. */
        static boolean isDeviceId(String text) {
            if (text.isEmpty() || text.length() > LONGEST_ID) return false;
            for (int i = 0; i < text.length(); i++) if (!fits(text.charAt(i))) return false;
            return true;
        }

        static boolean fits(int c) {
            return (c >= '0' && c <= '9')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || "-._~:{}@+".indexOf(c) >= 0;
        }
    }

    /** Parses the query as it stands in the URL. Only the padding of base64 may be a "=" without "&amp;" around. */
    static RequestLine of(String query) {
        if (query.isEmpty()) return new Malformed("no query");
        int end = query.length();
        while (end > 0 && query.charAt(end - 1) == '=') end--;
        boolean plain = query.indexOf('&') >= 0 || query.lastIndexOf('=', end - 1) >= 0;
        return plain ? PlainQuery.parse(query) : EncodedQuery.parse(query);
    }
}
