package org.mailspan.device;

import static org.mailspan.wbxml.Settings.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Limits;
import org.mailspan.wbxml.Tag;
import org.mailspan.wbxml.WbxmlException;
import org.mailspan.wbxml.WbxmlReader;
import org.mailspan.wbxml.WbxmlWriter;

/** What a device tells of itself, MS-ASCMD 2.2.3.45; kept as the Set element in which it came. */
final class DeviceInformation {
    private static final List<Tag> VALUES = List.of(
            Model, IMEI, FriendlyName, OS, OSLanguage, PhoneNumber, UserAgent, EnableOutboundSMS, MobileOperator);

    /** MS-ASCMD_R3437, and the schema for the others. */
    private static final int LONGEST = 1024;

    private DeviceInformation() {}

    static boolean isSound(Element set) {
        return VALUES.stream()
                .allMatch(tag -> set.text(tag).map(text -> isSound(tag, text)).orElse(true));
    }

    private static boolean isSound(Tag tag, String text) {
        return tag == EnableOutboundSMS
                ? text.isEmpty() || text.equals("0") || text.equals("1")
                : text.length() <= LONGEST;
    }

    /**
     * The new values over the old ones. An empty value deletes the old one, an empty Set all of them (MS-ASCMD_R3947);
     * a value that is not there stays, since a device may send but some (MS-ASCMD_R3944).
     */
    static byte[] merged(byte[] before, Element set) {
        Optional<Element> known = set.children().isEmpty() ? Optional.empty() : read(before);
        var values = new ArrayList<Element>();
        for (Tag tag : VALUES)
            set.text(tag)
                    .or(() -> known.flatMap(old -> old.text(tag)))
                    .filter(text -> !text.isEmpty())
                    .ifPresent(text -> values.add(Element.of(tag, text)));
        return values.isEmpty() ? new byte[0] : WbxmlWriter.bytes(Element.of(Set, values));
    }

    static SelfDescription described(String type, String userAgent, byte[] information) {
        Element set = read(information).orElseGet(() -> Element.of(Set));
        String own = set.text(org.mailspan.wbxml.Settings.UserAgent).orElse("");
        return new SelfDescription(
                type,
                set.text(Model).orElse(""),
                set.text(FriendlyName).orElse(""),
                set.text(OS).orElse(""),
                own.isEmpty() ? userAgent : own);
    }

    private static Optional<Element> read(byte[] document) {
        try {
            return document.length == 0 ? Optional.empty() : Optional.of(WbxmlReader.read(document, Limits.DEFAULT));
        } catch (WbxmlException damaged) {
            return Optional.empty();
        }
    }
}
