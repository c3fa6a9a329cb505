package org.mailspan.backend.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxDecoder;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;
import org.jspecify.annotations.Nullable;

/**
 * One response of a host, literals included, read from left to right. Angus' own FetchResponse is not used: it parses
 * while it reads, so that one odd BODYSTRUCTURE loses the whole row with its UID, and it drops Content-Location.
 *
 * <p>Reading past the end, or what is not there, ends in an {@link IndexOutOfBoundsException} of the library or ours;
 * {@link FetchRow} turns it into a broken row, {@link ImapConnection} into a host that is not available.
 */
final class ImapRow extends IMAPResponse {
    private final List<Responses.Aside> asides;

    /** Reads the next response. */
    ImapRow(ImapWire wire) throws IOException, ProtocolException {
        super(wire);
        asides = wire.asides();
    }

    ImapRow(String text) throws IOException, ProtocolException {
        super(text, false);
        asides = List.of();
    }

    boolean is(String key) {
        return isUnTagged() && keyEquals(key);
    }

    int at() {
        return index;
    }

    void backTo(int at) {
        index = at;
    }

    boolean isAtEnd() {
        skipSpaces();
        return index >= size;
    }

    /** The next octet after spaces, unread. */
    char next() {
        skipSpaces();
        if (index >= size) throw new IndexOutOfBoundsException("the row ends early");
        return (char) (buffer[index] & 0xff);
    }

    void expect(char wanted) {
        if (next() != wanted) throw new IndexOutOfBoundsException("no " + wanted + " at " + index);
        index++;
    }

    boolean take(char wanted) {
        if (next() != wanted) return false;
        index++;
        return true;
    }

    /** The name of an item of FETCH or STATUS, or a word: up to a space or parenthesis, in upper case. */
    String word() {
        next();
        int start = index;
        while (index < size && !endsWord(buffer[index])) index++;
        return new String(buffer, start, index - start, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }

    private static boolean endsWord(byte octet) {
        return switch (octet) {
            case ' ', '(', ')', '"', '{' -> true;
            default -> false;
        };
    }

    /**
     * An nstring, of which nobody else writes the octets; null for NIL. Angus' readByteArray takes the escapes of a quoted string out in place, so that
     * a row could not be read a second time.
     */
    byte @Nullable [] octets() {
        return switch (next()) {
            case '"' -> quoted();
            case '{' -> literal();
            default -> {
                word();
                yield null;
            }
        };
    }

    private byte[] quoted() {
        int start = ++index;
        int escapes = 0;
        while (octetAt(index) != '"') {
            if (octetAt(index) == '\\') {
                escapes++;
                index++;
            }
            index++;
        }
        int end = index++;
        if (escapes == 0) return Arrays.copyOfRange(buffer, start, end);
        var octets = new byte[end - start - escapes];
        for (int i = start, o = 0; i < end; i++) {
            if (buffer[i] == '\\') i++;
            octets[o++] = buffer[i];
        }
        return octets;
    }

    private byte[] literal() {
        index++;
        long count = readLong();
        expect('}');
        int start = index + 2;
        for (Responses.Aside aside : asides) {
            if (aside.at() != start) continue;
            index = start;
            return aside.octets();
        }
        if (count < 0 || start + count > size) throw new IndexOutOfBoundsException("a literal runs over the end");
        index = start + (int) count;
        return Arrays.copyOfRange(buffer, start, index);
    }

    private byte octetAt(int at) {
        if (at >= size) throw new IndexOutOfBoundsException("a string runs over the end of the row");
        return buffer[at];
    }

    /**
     * A string, one character for each octet, empty for NIL: {@code format} finds out what raw 8-bit text means.
     * Exchange sends some strings as bare words.
     */
    String text() {
        char first = next();
        if (first == '"' || first == '{') {
            byte[] octets = octets();
            return octets == null ? "" : new String(octets, StandardCharsets.ISO_8859_1);
        }
        int start = index;
        String word = word();
        if (start == index) throw new IndexOutOfBoundsException("no string at " + index);
        return word.equals("NIL") ? "" : new String(buffer, start, index - start, StandardCharsets.ISO_8859_1);
    }

    /** A number; 0 for NIL or what else stands there. */
    long number() {
        if (Character.isDigit(next())) return Math.max(readLong(), 0);
        skipValue();
        return 0;
    }

    /** A folder's name, as people write it. INBOX has one name however the host spells it (RFC 3501 5.1). */
    String mailbox() {
        String wire = text();
        String name = supportsUtf8()
                ? new String(wire.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                : BASE64MailboxDecoder.decode(wire);
        return name.equalsIgnoreCase("INBOX") ? "INBOX" : name;
    }

    List<String> flags() {
        String[] flags = readSimpleList();
        return flags == null ? List.of() : List.of(flags);
    }

    /** Skips one value of any shape: atom, number, string, literal, or a list of these however deep. */
    void skipValue() {
        int open = 0;
        do {
            char first = next();
            if (first == '(') {
                open++;
                index++;
            } else if (first == ')') {
                if (open-- == 0) throw new IndexOutOfBoundsException("no value at " + index);
                index++;
            } else if (first == '"' || first == '{') {
                octets();
            } else {
                word();
            }
        } while (open > 0);
    }

    /** The text after OK, NO, BAD or BYE: response code and words for people. */
    String words() {
        reset();
        return getRest();
    }

    /** The response code and its arguments, {@code COPYUID 1 2 3}; empty if there is none. */
    String code() {
        String words = words();
        if (!words.startsWith("[")) return "";
        int end = words.indexOf(']');
        // PERMANENTFLAGS and BADCHARSET hold lists, but no host has a ] in them
        return end < 0 ? "" : words.substring(1, end);
    }
}
