package org.mailspan.item;

import java.util.Arrays;
import java.util.Optional;

/** The value of AirSyncBase Type, MS-ASAIRS 2.2.2.41. */
public enum BodyType {
    PlainText(1),
    HTML(2),
    RTF(3),
    MIME(4);

    private final int code;

    BodyType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Optional<BodyType> of(int code) {
        return Arrays.stream(values()).filter(t -> t.code == code).findFirst();
    }

    /** The text of a Type element. */
    public static Optional<BodyType> of(String text) {
        return Arrays.stream(values())
                .filter(t -> Integer.toString(t.code).equals(text))
                .findFirst();
    }
}
