package org.mailspan.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The id of an attachment: the item's {@link ServerId} and the IMAP section of the part, {@code 5-1234-2.1}. It holds
 * only characters that need no escaping in a URL, since Android does not escape it in GetAttachment (quirk F9), and it
 * is valid for as long as the ServerId is.
 *
 * @param section an IMAP section; {@link #WHOLE} for the whole message with its header, the original that a stub
 *     attaches; or {@code 2.0.3}, the third file in part 2, which is TNEF. No IMAP section has the number 0.
 */
public record FileReference(ServerId item, String section) {
    public static final String WHOLE = "0";

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})-(\\d{1,18})-(\\d{1,9}(?:\\.\\d{1,9}){0,63})");

    public static Optional<FileReference> parse(String text) {
        var m = FORM.matcher(text);
        if (!m.matches()) return Optional.empty();
        var item = new ServerId(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)));
        return Optional.of(new FileReference(item, m.group(3)));
    }

    @Override
    public String toString() {
        return item.collection() + "-" + item.item() + "-" + section;
    }
}
