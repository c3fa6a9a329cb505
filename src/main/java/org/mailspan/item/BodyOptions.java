package org.mailspan.item;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a device wants bodies: the Options of a Sync, ItemOperations or Search request, as {@link BodyOptionsReader}
 * reads them.
 *
 * @param preferences in the order of the request; empty when the client names none (gaia, quirk F2)
 * @param parts the BodyPartPreference list of 14.1, MS-ASAIRS 2.2.2.11
 * @param mimeTruncation octets of MIME data (MS-ASCMD 2.2.3.111) for a client that names no preferences
 */
public record BodyOptions(
        List<BodyPreference> preferences, List<BodyPreference> parts, MimeSupport mimeSupport, long mimeTruncation) {
    /** Body sizes without data, as for a client that sends no options. */
    public static final BodyOptions NONE = new BodyOptions(List.of(), MimeSupport.Never, BodyPreference.WHOLE);

    /** Whichever of both the message has: for a client that names none. */
    private static final List<BodyPreference> ANY_TEXT = List.of(
            new BodyPreference(BodyType.PlainText, BodyPreference.WHOLE, false, 0),
            new BodyPreference(BodyType.HTML, BodyPreference.WHOLE, false, 0));

    /** MIMESupport, MS-ASCMD 2.2.3.110. */
    public enum MimeSupport {
        Never(0),
        OnlySMIME(1),
        Always(2);

        private final int code;

        MimeSupport(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        public static Optional<MimeSupport> of(int code) {
            return Arrays.stream(values()).filter(m -> m.code == code).findFirst();
        }
    }

    public BodyOptions {
        preferences = List.copyOf(preferences);
        parts = List.copyOf(parts);
    }

    /** Whether a message part is asked for, but none in HTML: another type alone is not supported (MS-ASCON_R241). */
    public boolean hasUnsupportedPart() {
        return !parts.isEmpty() && parts.stream().noneMatch(one -> one.type() == BodyType.HTML);
    }

    /** Bodies as these say, but without their data; previews and message parts stay. */
    public BodyOptions withoutData() {
        var without = preferences.stream()
                .map(one -> new BodyPreference(one.type(), 0, false, one.preview()))
                .toList();
        return new BodyOptions(without, parts, mimeSupport, 0);
    }

    /** Bodies as these say, but all of each: of what is fetched because it was cut (MS-ASCMD_R2956). */
    public BodyOptions whole() {
        boolean any = !preferences.isEmpty() || !parts.isEmpty() || mimeSupport != MimeSupport.Never;
        return new BodyOptions(any ? whole(preferences) : ANY_TEXT, whole(parts), mimeSupport, BodyPreference.WHOLE);
    }

    private static List<BodyPreference> whole(List<BodyPreference> preferences) {
        return preferences.stream()
                .map(one -> new BodyPreference(one.type(), BodyPreference.WHOLE, false, one.preview()))
                .toList();
    }

    public BodyOptions(List<BodyPreference> preferences, MimeSupport mimeSupport, long mimeTruncation) {
        this(preferences, List.of(), mimeSupport, mimeTruncation);
    }
}
