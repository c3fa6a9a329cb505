package org.mailspan.format;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes text into headers: RFC 2047 where it is not ASCII. */
final class HeaderText {
    static final byte[] CRLF = {'\r', '\n'};

    /** Octets whose base64 fits into the 75 characters of an encoded word. */
    private static final int OCTETS_PER_WORD = 45;

    private HeaderText() {}

    /** A mailbox for a header, folded where words are long. */
    static String mailbox(Mailbox mailbox) {
        if (mailbox.name().isBlank()) return mailbox.address();
        return phrase(Texts.line(mailbox.name())) + " <" + mailbox.address() + ">";
    }

    private static String phrase(String name) {
        boolean ascii = name.chars().allMatch(c -> c >= ' ' && c < 0x7F);
        if (ascii && name.length() < 200)
            return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        return encoded(name);
    }

    /** Unstructured text, as of a Subject. */
    static String words(String text) {
        boolean plain = text.length() < 200 && text.chars().allMatch(c -> c >= ' ' && c < 0x7F) && !text.contains("=?");
        return plain ? text : encoded(text);
    }

    private static String encoded(String name) {
        var out = new StringBuilder();
        for (int at = 0; at < name.length(); ) {
            String next = name.substring(at, Math.min(name.length(), at + OCTETS_PER_WORD));
            int end = at + Math.max(1, Utf8.cut(next, OCTETS_PER_WORD));
            byte[] octets = name.substring(at, end).getBytes(StandardCharsets.UTF_8);
            if (!out.isEmpty()) out.append("\r\n ");
            out.append("=?UTF-8?B?")
                    .append(Base64.getEncoder().encodeToString(octets))
                    .append("?=");
            at = end;
        }
        return out.toString();
    }
}
