package org.mailspan.item;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The id of a meeting for clients below 16.0, MS-ASEMAIL 2.2.2.37, made of the UID of iCalendar so that every mail
 * about one meeting has the same one, and the UID again out of it (MS-ASEMAIL 3.1.4.7).
 */
public final class GlobalObjId {
    /** What the UID of a meeting begins with that Outlook or Exchange made: it is the id itself, in hexadecimal. */
    private static final String CLASS_ID = "040000008200E00074C5B7101A82E008";

    private static final byte[] MARK = "vCal-Uid\u0001\0\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final int INSTANCE_DATE = 16;
    private static final int BYTE_COUNT = 36;
    private static final int DATA = 40;

    private GlobalObjId() {}

    /** @param instance the day of the one instance of a series that is meant */
    public static String of(String uid, Optional<LocalDate> instance) {
        byte[] id = outlookId(uid).orElseGet(() -> vCalId(uid.getBytes(StandardCharsets.UTF_8)));
        Arrays.fill(id, INSTANCE_DATE, INSTANCE_DATE + 4, (byte) 0);
        instance.ifPresent(day -> {
            id[INSTANCE_DATE] = (byte) (day.getYear() >> 8);
            id[INSTANCE_DATE + 1] = (byte) day.getYear();
            id[INSTANCE_DATE + 2] = (byte) day.getMonthValue();
            id[INSTANCE_DATE + 3] = (byte) day.getDayOfMonth();
        });
        return Base64.getEncoder().encodeToString(id);
    }

    private static Optional<byte[]> outlookId(String uid) {
        boolean isOne = uid.toUpperCase(Locale.ROOT).startsWith(CLASS_ID)
                && uid.length() >= 2 * DATA
                && uid.length() % 2 == 0
                && uid.chars().allMatch(c -> HexFormat.isHexDigit(c));
        return isOne ? Optional.of(HexFormat.of().parseHex(uid)) : Optional.empty();
    }

    private static byte[] vCalId(byte[] uid) {
        int count = MARK.length + uid.length + 1;
        return ByteBuffer.allocate(DATA + count)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(HexFormat.of().parseHex(CLASS_ID))
                .putInt(BYTE_COUNT, count)
                .put(DATA, MARK)
                .put(DATA + MARK.length, uid)
                .array();
    }

    /** Empty for what is no such id. */
    public static Optional<String> uid(String globalObjId) {
        byte[] id;
        try {
            id = Base64.getDecoder().decode(globalObjId.strip());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (id.length < DATA) return Optional.empty();
        int count = ByteBuffer.wrap(id).order(ByteOrder.LITTLE_ENDIAN).getInt(BYTE_COUNT);
        boolean isVCal =
                count > MARK.length && count <= id.length - DATA && Arrays.equals(MARK, 0, 8, id, DATA, DATA + 8);
        if (isVCal)
            return Optional.of(new String(id, DATA + MARK.length, count - MARK.length - 1, StandardCharsets.UTF_8));
        Arrays.fill(id, INSTANCE_DATE, INSTANCE_DATE + 4, (byte) 0);
        return Optional.of(HexFormat.of().withUpperCase().formatHex(id));
    }
}
