package org.mailspan.format;

import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the meeting that a message is about: in its first text/calendar part, whether a mail program shows that or
 * attaches it. A message in a message is not asked.
 */
public final class Invitation {
    /** Of the part, as encoded. What Outlook writes is some kilobytes; pictures in an invitation may follow. */
    static final long MOST = 256 << 10;

    private Invitation() {}

    /** None of a signed message: its class says already how to open it. */
    static Optional<MimePart> part(MimePart root) {
        return MessageClass.isSMime(root) ? Optional.empty() : part(root, 0);
    }

    private static Optional<MimePart> part(MimePart part, int depth) {
        if (part.is("text", "calendar")) return Optional.of(part);
        if (!part.isMultipart() || depth > MimeParser.DEEPEST) return Optional.empty();
        for (MimePart child : part.children()) {
            var found = part(child, depth + 1);
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    /** @param sections what was fetched, by {@link Section#id} */
    static Optional<Meeting> meeting(MimePart root, Map<String, byte[]> sections, ZoneId local) {
        return part(root).flatMap(part -> meeting(part, sections.getOrDefault(part.section(), new byte[0]), local));
    }

    private static Optional<Meeting> meeting(MimePart part, byte[] encoded, ZoneId local) {
        byte[] octets = TransferDecoding.decode(encoded, part.encoding());
        String text = Charsets.decode(octets, part.parameters().getOrDefault("charset", ""));
        return ICalendar.read(text, part.parameters().getOrDefault("method", ""), local);
    }

    /**
     * The meeting of a whole raw message.
     *
     * @param local the zone of times that name none
     */
    public static Optional<Meeting> of(byte[] message, ZoneId local) {
        var tree = MimeTree.parse(message);
        return part(tree.root())
                .flatMap(part -> tree.section(part.section()).flatMap(encoded -> meeting(part, encoded, local)));
    }
}
