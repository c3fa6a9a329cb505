package org.mailspan.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailspan.item.BodyOptions;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;

/**
 * Which body a device gets of a message, decided by its structure alone, and what must be fetched for it.
 *
 * @param choices in order; a later one is for a device that takes the earlier one only whole (AllOrNone). None for one
 *     that asked for a BodyPart alone (MS-ASCON_R247)
 * @param partChoices likewise of the BodyPart that was asked for beside the body; none if it was not
 * @param streamed octets of the message that the device wants as MIME and that are too many for memory: they are left
 *     at the host until the answer is made; else 0
 */
record BodyPlan(
        BodyParts parts,
        List<BodyPreference> choices,
        List<BodyPreference> partChoices,
        List<Section> needs,
        long streamed) {
    /** A message of more octets is not read into memory for its MIME. */
    static final long IN_MEMORY = 1 << 20;

    /** Type and EstimatedDataSize without Data, for a client that names no preference (quirk F2). */
    private static final long NOTHING = 0;

    /** @param size of the whole message */
    static BodyPlan of(MimePart structure, long size, BodyOptions options) {
        var parts = BodyParts.of(structure);
        var choices = choices(parts, MessageClass.isSMime(structure), options);
        var partChoices = partChoices(options.parts());
        var needs = new Needs(parts);
        long streamed = streamed(choices, size);
        choices.stream()
                .filter(one -> streamed == 0 || one.type() != BodyType.MIME)
                .forEach(needs::add);
        if (streamed > 0) choices.forEach(needs::preview);
        partChoices.forEach(needs::add);
        Invitation.part(structure).ifPresent(calendar -> needs.add(calendar, Invitation.MOST));
        MessageClass.reportPart(structure).ifPresent(report -> needs.add(report, Needs.REPORT));
        Winmail.part(parts).ifPresent(packed -> needs.add(packed, Winmail.MOST));
        return new BodyPlan(parts, choices, partChoices, needs.sections(), streamed);
    }

    /** HTML, or text for a client that takes HTML only whole: no other type is (MS-ASAIRS_R324, R383). */
    private static List<BodyPreference> partChoices(List<BodyPreference> asked) {
        var choices = new ArrayList<BodyPreference>();
        for (BodyPreference one : asked) {
            if (one.type() != BodyType.HTML && one.type() != BodyType.PlainText) continue;
            choices.add(one);
            if (!one.allOrNone()) break;
        }
        return choices;
    }

    private static long streamed(List<BodyPreference> choices, long size) {
        if (choices.size() != 1 || choices.getFirst().type() != BodyType.MIME) return 0;
        long wanted = Math.min(choices.getFirst().truncationSize(), size);
        return wanted > IN_MEMORY ? wanted : 0;
    }

    private static List<BodyPreference> choices(BodyParts parts, boolean isSMime, BodyOptions options) {
        var nativeType = parts.nativeType();
        var mime = mime(isSMime, options);
        if (mime.isPresent()) return List.of(mime.get());
        var ordered = ordered(nativeType, options.preferences());
        if (ordered.isEmpty())
            return partChoices(options.parts()).isEmpty()
                    ? List.of(new BodyPreference(nativeType, NOTHING, false, 0))
                    : List.of();
        var choices = new ArrayList<BodyPreference>();
        for (BodyPreference one : ordered) {
            choices.add(one);
            if (!one.allOrNone()) break;
        }
        return choices;
    }

    /**
     * MIME if the client can read it and wants it for this message (MS-ASCMD 2.2.3.110), or can read nothing else: some
     * ask for Type 4 without MIMESupport (quirk F6).
     */
    private static Optional<BodyPreference> mime(boolean isSMime, BodyOptions options) {
        var asked = find(options.preferences(), BodyType.MIME);
        boolean wanted = switch (options.mimeSupport()) {
            case Never -> false;
            case OnlySMIME -> isSMime;
            case Always -> true;
        };
        if (asked.isPresent())
            return asked.filter(one -> wanted || options.preferences().size() == 1);
        return wanted && options.preferences().isEmpty()
                ? Optional.of(new BodyPreference(BodyType.MIME, options.mimeTruncation(), false, 0))
                : Optional.empty();
    }

    /**
     * The type in which the message is stored first (MS-ASAIRS 2.2.2.3.2), then the client's order. Plain text is
     * made of HTML and HTML of plain text where the client takes nothing else (MS-ASAIRS_R241). RTF is never made: a
     * client that takes nothing else gets the native type.
     */
    private static List<BodyPreference> ordered(BodyType nativeType, List<BodyPreference> preferences) {
        var ordered = new ArrayList<BodyPreference>();
        find(preferences, nativeType).ifPresent(ordered::add);
        for (BodyPreference one : preferences)
            if ((one.type() == BodyType.PlainText || one.type() == BodyType.HTML) && one.type() != nativeType)
                ordered.add(one);
        if (ordered.isEmpty() && !preferences.isEmpty()) {
            var first = preferences.getFirst();
            ordered.add(new BodyPreference(nativeType, first.truncationSize(), first.allOrNone(), first.preview()));
        }
        return ordered;
    }

    private static Optional<BodyPreference> find(List<BodyPreference> preferences, BodyType type) {
        for (BodyPreference one : preferences) if (one.type() == type) return Optional.of(one);
        return Optional.empty();
    }

    /** The texts that make up a body of this type. */
    static List<MimePart> texts(BodyParts parts, BodyType type) {
        return type == BodyType.HTML ? parts.rich() : parts.plain();
    }

    /** How much of a section was asked for; 0 if it was not. */
    long fetched(String section) {
        for (Section one : needs) if (one.id().equals(section)) return one.octets();
        return 0;
    }

    /** Collects sections. Their lengths are few, so that a window of messages is fetched in few commands. */
    private static final class Needs {
        static final long REPORT = 4 << 10;
        private static final long LARGEST = 32 << 20;
        private static final long PREVIEW = 16 << 10;
        private static final long HTML_OF_A_SNIPPET = 64 << 10;
        private static final long HTML_OF_A_TEXT = 4 << 20;
        private static final long SNIPPET = 4 << 10;
        private static final long SMALLEST = 1 << 10;

        private final BodyParts parts;
        private final Map<String, Long> wanted = new LinkedHashMap<>();
        private long left = LARGEST;

        Needs(BodyParts parts) {
            this.parts = parts;
        }

        void add(BodyPreference choice) {
            if (choice.truncationSize() > 0) body(choice);
            preview(choice);
        }

        void preview(BodyPreference choice) {
            if (choice.preview() > 0)
                for (MimePart text : texts(parts, previewed(choice.type()))) add(text, round(text, PREVIEW));
        }

        /** A preview is made of what is fetched anyway; MIME is not read for one. */
        private static BodyType previewed(BodyType type) {
            return type == BodyType.MIME ? BodyType.PlainText : type;
        }

        private void body(BodyPreference choice) {
            long limit = choice.truncationSize();
            if (choice.type() == BodyType.MIME) {
                wanted.merge("", Math.min(limit, IN_MEMORY), Math::max);
                return;
            }
            for (MimePart text : texts(parts, choice.type())) {
                boolean converted = choice.type() == BodyType.PlainText && BodyParts.isHtml(text);
                add(text, converted ? ofHtml(limit) : round(text, limit));
            }
        }

        /** Nobody knows how much HTML makes so much text; for a list's few words a good start is enough (quirk F5). */
        private static long ofHtml(long limit) {
            return limit <= SNIPPET ? HTML_OF_A_SNIPPET : HTML_OF_A_TEXT;
        }

        /**
         * Encoded octets that surely hold so many delivered ones: Gmail never asks again for a body that was cut before
         * its limit (quirk F4). One of few multiples, the least of them if the part is no longer than that.
         */
        private static long round(MimePart text, long limit) {
            long base = Math.max(limit, SMALLEST);
            if (base >= LARGEST) return LARGEST;
            double factor = switch (text.encoding()) {
                        case "base64", "uuencode", "x-uuencode", "x-uue" -> 1.5;
                        case "quoted-printable" -> 3.2;
                        default -> 1;
                    }
                    * shrinking(text);
            if (text.octets() <= base || factor <= 1) return base;
            if (text.octets() <= base * 1.5 || factor <= 1.5) return Math.min(base * 3 / 2, LARGEST);
            if (text.octets() <= base * 3.2 || factor <= 3.2) return Math.min(base * 16 / 5, LARGEST);
            return Math.min(base * 13, LARGEST);
        }

        /** How many octets of the charset become one of UTF-8 at worst. */
        private static double shrinking(MimePart text) {
            String charset = Charsets.normal(text.parameters().getOrDefault("charset", ""));
            if (charset.startsWith("utf-32")) return 4;
            return charset.startsWith("utf-16") || charset.contains("2022") ? 2 : 1;
        }

        /** All texts together are bounded as one is: a forged message has many large ones. */
        void add(MimePart part, long octets) {
            long before = wanted.getOrDefault(part.section(), 0L);
            if (octets <= before) return;
            long free = left + Math.min(before, part.octets());
            long taken = Math.min(octets, part.octets()) <= free ? octets : Math.max(free, SMALLEST);
            wanted.put(part.section(), taken);
            left = free - Math.min(taken, part.octets());
        }

        List<Section> sections() {
            return wanted.entrySet().stream()
                    .map(one -> new Section(one.getKey(), one.getValue()))
                    .toList();
        }
    }
}
