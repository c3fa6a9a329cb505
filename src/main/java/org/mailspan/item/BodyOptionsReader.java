package org.mailspan.item;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.mailspan.item.BodyOptions.MimeSupport;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/**
 * Reads how a device wants bodies from the Options of a Sync, ItemOperations or Search. Unknown options are ignored:
 * evo sends some of newer versions at 14.1 (quirk F13).
 */
public final class BodyOptionsReader {
    private static final List<Tag> ORDER =
            List.of(AirSyncBase.Type, AirSyncBase.TruncationSize, AirSyncBase.AllOrNone, AirSyncBase.Preview);
    private static final long GREATEST_TRUNCATION_SIZE = 0xFFFF_FFFFL;
    private static final int GREATEST_PREVIEW = 255;

    /** Octets by the code of MIMETruncation, MS-ASCMD 2.2.3.111. */
    private static final long[] MIME_TRUNCATION = {
        0, 4096, 5120, 7168, 10240, 20480, 51200, 102400, BodyPreference.WHOLE
    };

    /** The code for all of it, as when there is no MIMETruncation. */
    private static final int COMPLETE = MIME_TRUNCATION.length - 1;

    private BodyOptionsReader() {}

    /**
     * Empty for options that a Sync answers with Status 4, ItemOperations and Search with 2 (MS-ASAIRS 3.2.5.1): a
     * BodyPreference out of order, doubled or with a value that is none. A strange BodyPartPreference is overlooked, as
     * evo sends one (quirk F13).
     */
    public static Optional<BodyOptions> read(Element options) {
        var preferences = preferences(options, AirSyncBase.BodyPreference);
        var support = number(options, AirSync.MIMESupport, 9, 0).flatMap(code -> MimeSupport.of(code.intValue()));
        var truncation =
                number(options, AirSync.MIMETruncation, COMPLETE, COMPLETE).map(Long::intValue);
        if (preferences.isEmpty() || support.isEmpty() || truncation.isEmpty()) return Optional.empty();
        long mime = MIME_TRUNCATION[truncation.get()];
        return Optional.of(new BodyOptions(
                preferences.get().stream().map(one -> cut(one, mime)).toList(),
                preferences(options, AirSyncBase.BodyPartPreference).orElse(List.of()),
                support.get(),
                mime));
    }

    /** MIMETruncation holds for MIME of which nothing more exact is said; a TruncationSize is never undercut (quirk F4). */
    private static BodyPreference cut(BodyPreference one, long mime) {
        return one.type() == BodyType.MIME && one.truncationSize() == BodyPreference.WHOLE
                ? new BodyPreference(one.type(), mime, false, one.preview())
                : one;
    }

    private static Optional<List<BodyPreference>> preferences(Element options, Tag tag) {
        var read = new ArrayList<BodyPreference>();
        var types = EnumSet.noneOf(BodyType.class);
        for (Element element : options.all(tag).toList()) {
            var one = preference(element);
            if (one.isEmpty() || !types.add(one.get().type())) return Optional.empty();
            read.add(one.get());
        }
        return Optional.of(read);
    }

    private static Optional<BodyPreference> preference(Element element) {
        var type = element.text(AirSyncBase.Type).map(String::strip).flatMap(BodyType::of);
        var size = number(element, AirSyncBase.TruncationSize, GREATEST_TRUNCATION_SIZE, BodyPreference.WHOLE);
        var allOrNone = switchOf(element, AirSyncBase.AllOrNone);
        var preview = number(element, AirSyncBase.Preview, GREATEST_PREVIEW, 0);
        if (type.isEmpty() || size.isEmpty() || allOrNone.isEmpty() || preview.isEmpty() || !inOrder(element))
            return Optional.empty();
        return Optional.of(new BodyPreference(
                type.get(), size.get(), allOrNone.get(), preview.get().intValue()));
    }

    /** Each child at most once and in the schema's order, MS-ASAIRS_R348 and R351. */
    private static boolean inOrder(Element preference) {
        int last = -1;
        for (Element child : preference.elements().toList()) {
            int place = ORDER.indexOf(child.tag());
            if (place < 0) continue;
            if (place <= last) return false;
            last = place;
        }
        return true;
    }

    private static Optional<Long> number(Element parent, Tag tag, long greatest, long absent) {
        var text = parent.text(tag).map(String::strip);
        if (text.isEmpty()) return Optional.of(absent);
        if (!text.get().matches("\\d{1,10}")) return Optional.empty();
        return Optional.of(Long.parseLong(text.get())).filter(value -> value <= greatest);
    }

    /** MS-ASAIRS_R350: a value that is no boolean is refused; an empty element is a set switch (quirk B3). */
    private static Optional<Boolean> switchOf(Element parent, Tag tag) {
        return switch (parent.text(tag).map(String::strip).orElse("0")) {
            case "1", "", "true" -> Optional.of(true);
            case "0", "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
