package org.mailspan.protocol;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The protocol versions that are spoken, oldest first: Android takes the last one it knows (quirk A1). */
public enum Version {
    V12_1("12.1"),
    V14_0("14.0"),
    V14_1("14.1"),
    V16_0("16.0"),
    V16_1("16.1");

    private final String text;

    Version(String text) {
        this.text = text;
    }

    /** As in the MS-ASProtocolVersion header, {@code 14.1}. */
    public String text() {
        return text;
    }

    /** As in the first octet of a base64 query, 141 for 14.1 (MS-ASHTTP 2.2.1.1.1.1.1). */
    public int octet() {
        return Integer.parseInt(text.replace(".", ""));
    }

    public boolean since(Version other) {
        return compareTo(other) >= 0;
    }

    /** Windows Phone says "14" for "14.0". */
    public static Optional<Version> of(String text) {
        String wanted = text.strip();
        return Arrays.stream(values())
                .filter(v -> v.text.equals(wanted) || v.text.equals(wanted + ".0"))
                .findFirst();
    }

    public static Optional<Version> of(int octet) {
        return Arrays.stream(values()).filter(v -> v.octet() == octet).findFirst();
    }

    /** The MS-ASProtocolVersions header: ascending, without spaces (quirk A1). */
    public static String header() {
        return Arrays.stream(values()).map(Version::text).collect(Collectors.joining(","));
    }
}
