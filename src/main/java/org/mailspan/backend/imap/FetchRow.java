package org.mailspan.backend.imap;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailspan.format.MailFlags;
import org.mailspan.format.MimePart;

/** What a host told of one message in one FETCH response: the items that were asked for, and any others it adds. */
final class FetchRow {
    private static final long UNTOLD = -2;
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /** A larger message is not read whole because one of its parts is in doubt. */
    private static final long LARGEST_DOUBTED = 8 << 20;

    private long uid;
    private long date = UNTOLD;
    private long size = -1;
    private long modSeq;
    private @Nullable List<String> flags;
    private BodyStructure.@Nullable Told structure;
    private String object = "";
    private boolean broken;
    private final Map<String, byte[]> sections = new HashMap<>();

    private FetchRow() {}

    /** Never throws: what cannot be read is missing, and {@link #broken()} says so. */
    static FetchRow parse(ImapRow row) {
        var message = new FetchRow();
        try {
            row.expect('(');
            while (!row.take(')')) message.item(row);
        } catch (IndexOutOfBoundsException | NumberFormatException odd) {
            message.broken = true;
        }
        return message;
    }

    private void item(ImapRow row) {
        String name = row.word();
        int bracket = name.indexOf('[');
        if (bracket >= 0) {
            section(name.substring(bracket + 1), row);
            return;
        }
        switch (name) {
            case "UID" -> uid = row.number();
            case "FLAGS" -> flags = row.flags();
            case "INTERNALDATE" -> date = date(row.text());
            case "MODSEQ" -> modSeq(row);
            case "RFC822.SIZE" -> size = row.number();
            case "BODYSTRUCTURE" -> structure(row);
            case "EMAILID" -> object(row);
            case Gmail.MESSAGE_ID -> object = row.word();
            default -> row.skipValue();
        }
    }

    /** {@code BODY[2.1]<0>}, {@code BODY[HEADER.FIELDS (FROM TO)]<0>}: the name ends at the first space of these. */
    private void section(String name, ImapRow row) {
        int end = name.indexOf(']');
        if (end < 0) row.readString(']');
        if (end < 0) row.word();
        byte[] octets = row.octets();
        sections.put(end < 0 ? name : name.substring(0, end), octets == null ? new byte[0] : octets);
    }

    private void modSeq(ImapRow row) {
        row.expect('(');
        modSeq = row.number();
        row.expect(')');
    }

    /** {@code EMAILID (M6d99ac3275bb4e)}, RFC 8474 5.3. */
    private void object(ImapRow row) {
        row.expect('(');
        object = row.text();
        row.expect(')');
    }

    private void structure(ImapRow row) {
        int start = row.at();
        try {
            structure = BodyStructure.parse(row);
        } catch (IndexOutOfBoundsException | NumberFormatException odd) {
            broken = true;
            row.backTo(start);
            row.skipValue();
        }
    }

    /** {@code 17-Jul-1996 02:44:25 -0700}, RFC 3501 date-time; -1 for what is none. */
    static long date(String text) {
        try {
            String t = text.length() == 25 ? " " + text : text;
            int month = MONTHS.indexOf(t.substring(3, 6));
            if (month % 3 != 0) return -1;
            var local = LocalDateTime.of(
                    Integer.parseInt(t, 7, 11, 10),
                    month / 3 + 1,
                    Integer.parseInt(t.substring(0, 2).strip()),
                    Integer.parseInt(t, 12, 14, 10),
                    Integer.parseInt(t, 15, 17, 10),
                    Integer.parseInt(t, 18, 20, 10));
            int offset = Integer.parseInt(t, 22, 24, 10) * 3600 + Integer.parseInt(t, 24, 26, 10) * 60;
            return local.toEpochSecond(ZoneOffset.UTC) - (t.charAt(21) == '-' ? -offset : offset);
        } catch (IndexOutOfBoundsException | NumberFormatException | DateTimeException odd) {
            return -1;
        }
    }

    /** 0 where the host did not tell, as in unsolicited rows of old hosts. */
    long uid() {
        return uid;
    }

    long size() {
        return Math.max(size, 0);
    }

    /** The host's own id of what is in the message; empty where it told none. */
    String object() {
        return object;
    }

    long modSeq() {
        return modSeq;
    }

    boolean hasNoFlags() {
        return flags == null;
    }

    boolean hasFlags() {
        return flags != null;
    }

    /** Whether some client marked it for deletion: gone for a phone (phantoms). */
    boolean isDeleted() {
        if (flags == null) return false;
        for (String flag : flags) if (flag.equalsIgnoreCase("\\Deleted")) return true;
        return false;
    }

    String stamp() {
        return MailFlags.of(flags()).stamp();
    }

    /** Whether INTERNALDATE was told, make it sense or not. */
    boolean hasDate() {
        return date != UNTOLD;
    }

    /** INTERNALDATE in seconds; the epoch's where the host does not tell it, so that only filters notice. */
    long date() {
        return Math.max(date, 0);
    }

    List<String> flags() {
        return flags == null ? List.of() : flags;
    }

    boolean broken() {
        return broken;
    }

    /** Null where it must be found in the message itself: the host told none, or one in doubt of a message not large. */
    @Nullable
    MimePart structure() {
        if (structure == null || structure.isDoubtful() && size <= LARGEST_DOUBTED) return null;
        return structure.root();
    }

    /**
     * Empty for a section that the message does not have (NIL); null if it was not asked for.
     *
     * @param name {@code 2.1}, {@code HEADER.FIELDS}, or empty for the whole message
     */
    byte @Nullable [] section(String name) {
        return sections.get(name);
    }
}
