package org.mailspan.command;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.mailspan.wbxml.Element;

/** The ConversationId of a request, MS-ASCMD 2.2.3.35. */
final class ConversationIds {
    private ConversationIds() {}

    /**
     * By its name in {@code format.Conversation}: sixteen octets, as Email2:ConversationId gave them, or written in
     * digits. Empty for what is none of ours.
     */
    static Optional<String> name(Element id) {
        byte[] octets = id.bytes();
        String name = octets.length == 16
                ? HexFormat.of().formatHex(octets)
                : id.text().replaceAll("[-{}\\s]", "").toLowerCase(Locale.ROOT);
        return Optional.of(name).filter(digits -> digits.matches("[0-9a-f]{32}"));
    }
}
