package org.mailspan.device;

import org.mailspan.store.DeviceRow;

/**
 * What a device says of itself, for a person to read: without control characters, and not too long. None of it need be
 * true; a word that it did not say is empty.
 */
public record SelfDescription(String type, String model, String friendlyName, String system, String userAgent) {
    private static final int LONGEST = 100;

    public static final SelfDescription NONE = new SelfDescription("", "", "", "", "");

    public SelfDescription {
        type = plain(type);
        model = plain(model);
        friendlyName = plain(friendlyName);
        system = plain(system);
        userAgent = plain(userAgent);
    }

    public static SelfDescription of(DeviceRow row) {
        return DeviceInformation.described(row.type(), row.userAgent(), row.information());
    }

    private static String plain(String text) {
        var out = new StringBuilder();
        text.codePoints().limit(LONGEST).map(c -> isPlain(c) ? c : '_').forEach(out::appendCodePoint);
        return out.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
