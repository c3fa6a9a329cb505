package org.mailspan.format;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a header, from its raw octets. Values are kept unfolded with one char for each octet, since text may be
 * 8-bit in a charset that nobody named; what is asked for is then decoded.
 */
public final class Headers {
    private static final int MOST_FIELDS = 2000;
    private static final int LONGEST_VALUE = 256 << 10;

    private final Map<String, List<String>> fields = new HashMap<>();
    /** Whether some octet needs a charset: most headers have none, and their values need not be looked through. */
    private final boolean raw;

    private Headers(boolean raw) {
        this.raw = raw;
    }

    /** Lines that are no field are skipped; the first empty line ends the header. */
    public static Headers parse(byte[] header) {
        var headers = new Headers(isRaw(header));
        var lines = new HeaderLines(header, 0, header.length);
        for (int i = 0; i < MOST_FIELDS && lines.next(); i++) headers.add(lines.key(), lines.value(LONGEST_VALUE));
        return headers;
    }

    /** RFC 2047 knows no octet above 0x7F; ESC is that of ISO-2022. */
    private static boolean isRaw(byte[] header) {
        for (byte octet : header) if (octet < 0 || octet == EncodedWords.ESCAPE) return true;
        return false;
    }

    private void add(String name, String value) {
        fields.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
    }

    /** The first field of that name, undecoded. */
    public Optional<String> raw(String name) {
        var values = fields.get(name.toLowerCase(Locale.ROOT));
        return values == null ? Optional.empty() : Optional.of(values.getFirst().strip());
    }

    /** The text of an unstructured field; empty if there is none. */
    public String text(String name) {
        return raw(name)
                .map(value -> EncodedWords.words(withoutRawOctets(value)))
                .orElse("");
    }

    /** The mailboxes of all fields of that name: some programs write a second To instead of a longer one. */
    public List<Mailbox> mailboxes(String name) {
        return parsed(name).mailboxes();
    }

    Addresses.Parsed parsed(String name) {
        var values = fields.get(name.toLowerCase(Locale.ROOT));
        if (values == null) return Addresses.Parsed.NONE;
        return Addresses.parse(withoutRawOctets(values.size() == 1 ? values.getFirst() : joined(values)));
    }

    private static String joined(List<String> values) {
        var all = new StringBuilder();
        for (String value : values) {
            if (all.length() + value.length() > LONGEST_VALUE) break;
            if (!all.isEmpty()) all.append(',');
            all.append(value);
        }
        return all.toString();
    }

    private String withoutRawOctets(String value) {
        return raw ? EncodedWords.withoutRawOctets(value, this::charset) : value;
    }

    /** Of the body, if that is one text. */
    private String charset() {
        return raw("Content-Type")
                .map(type -> Parameters.parse(type).getOrDefault("charset", ""))
                .orElse("");
    }

    public Optional<Instant> date(String name) {
        return raw(name).flatMap(MailDates::parse);
    }

    /** The Message-ID alone, of a header that is not parsed for anything else; empty if there is none. */
    public static String messageId(byte[] header) {
        var lines = new HeaderLines(header, 0, header.length);
        for (int i = 0; i < MOST_FIELDS && lines.next(); i++)
            if (lines.key().equals("message-id"))
                return idsIn(lines.value(LONGEST_VALUE)).stream().findFirst().orElse("");
        return "";
    }

    /** The message ids in a field, with angle brackets. */
    public List<String> ids(String name) {
        return idsIn(raw(name).orElse(""));
    }

    private static List<String> idsIn(String value) {
        var ids = new ArrayList<String>();
        for (int at = value.indexOf('<'); at >= 0; ) {
            int end = value.indexOf('>', at);
            if (end < 0) break;
            ids.add(value.substring(at, end + 1));
            at = value.indexOf('<', end);
        }
        if (ids.isEmpty() && !value.isEmpty()) ids.add("<" + value.split("\\s+", 2)[0] + ">");
        return ids;
    }

    static String latin1(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
