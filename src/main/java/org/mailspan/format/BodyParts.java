package org.mailspan.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mailspan.item.BodyType;

/**
 * Which parts of a message are its body, and which are attached to it. Every part that is not shown is listed, so that
 * nothing of a message is out of reach.
 *
 * @param rich what to show where HTML may be shown: HTML and plain texts, in order
 * @param plain what to show as plain text: the plain alternative where there is one
 */
record BodyParts(List<MimePart> rich, List<MimePart> plain, List<Attached> attached) {
    static final int MOST_TEXTS = 20;
    static final int MOST_ATTACHED = 500;

    /** No system keeps a file by a longer one. */
    static final int LONGEST_NAME = 1000;

    /** Octets of a text that nobody means by two of them. */
    private static final int LONG = 500;

    /** @param related beside the HTML that may show it by its Content-ID */
    record Attached(MimePart part, boolean related) {}

    static BodyParts of(MimePart root) {
        var walk = new Walk();
        Shown texts = root.isMultipart() || !walk.isLoneText(root) ? walk.part(root, 0) : new Shown(root);
        if (texts.isEmpty()) texts = disguised(root, 0);
        return new BodyParts(first(texts.rich()), first(texts.plain()), List.copyOf(walk.attached));
    }

    /**
     * The first text of a message that has none but those with names, or where pictures belong: senders name what is no
     * file. It stays listed, for it may be one.
     */
    private static Shown disguised(MimePart part, int depth) {
        if (depth > MimeParser.DEEPEST) return Shown.NONE;
        if (!part.isMultipart()) return Walk.isShown(part) ? new Shown(part) : Shown.NONE;
        List<Shown> texts = part.children().stream()
                .map(child -> disguised(child, depth + 1))
                .filter(text -> !text.isEmpty())
                .toList();
        return part.subtype().equals("alternative")
                ? Shown.ofForms(texts)
                : texts.stream().findFirst().orElse(Shown.NONE);
    }

    private static List<MimePart> first(List<MimePart> parts) {
        return List.copyOf(parts.subList(0, Math.min(parts.size(), MOST_TEXTS)));
    }

    /** NativeBodyType, MS-ASAIRS 2.2.2.32. */
    BodyType nativeType() {
        return rich.stream().anyMatch(BodyParts::isHtml) ? BodyType.HTML : BodyType.PlainText;
    }

    static boolean isHtml(MimePart part) {
        return part.is("text", "html");
    }

    static String fileName(MimePart part) {
        String name = Parameters.decoded(part.dispositionParameters(), "filename");
        return Utf8.first(name.isEmpty() ? Parameters.decoded(part.parameters(), "name") : name, LONGEST_NAME);
    }

    private record Shown(List<MimePart> rich, List<MimePart> plain) {
        static final Shown NONE = new Shown(List.of(), List.of());

        Shown(MimePart one) {
            this(List.of(one), List.of(one));
        }

        /** The last form is the best one (RFC 2046 5.1.4), of those that say something. */
        static Shown ofForms(List<Shown> forms) {
            Shown best = NONE;
            Shown plain = NONE;
            long largest = forms.stream().mapToLong(Shown::octets).max().orElse(0);
            for (Shown texts : forms) {
                if (texts.isEmpty() || texts.isBlank(largest)) continue;
                if (texts.isHtml() || !best.isHtml()) best = texts;
                if (texts.hasPlain() && !texts.isHtml() && plain.isEmpty()) plain = texts;
            }
            if (best.isEmpty()) return NONE;
            return new Shown(best.rich, plain.isEmpty() ? best.plain : plain.plain);
        }

        boolean isEmpty() {
            return rich.isEmpty();
        }

        private long octets() {
            return rich.stream().mapToLong(MimePart::octets).sum();
        }

        /** Nothing, or as good as that: two octets are a line end or "OK", but not what a long text says. */
        private boolean isBlank(long largest) {
            return octets() == 0 && largest > 0 || octets() <= 2 && largest > LONG;
        }

        boolean isHtml() {
            return rich.stream().anyMatch(BodyParts::isHtml);
        }

        boolean hasPlain() {
            return !plain.isEmpty() && plain.stream().noneMatch(BodyParts::isHtml);
        }

        Shown and(Shown next) {
            if (isEmpty()) return next;
            if (next.isEmpty()) return this;
            return new Shown(joined(rich, next.rich), joined(plain, next.plain));
        }

        private static List<MimePart> joined(List<MimePart> first, List<MimePart> last) {
            var all = new ArrayList<>(first);
            all.addAll(last);
            return all;
        }
    }

    private static final class Walk {
        private final List<Attached> attached = new ArrayList<>();

        Shown part(MimePart part, int depth) {
            if (depth > MimeParser.DEEPEST) return Shown.NONE;
            if (!part.isMultipart()) return leaf(part);
            return switch (part.subtype()) {
                case "alternative" -> alternative(part, depth);
                case "related" -> related(part, depth);
                default -> mixed(part.children(), depth);
            };
        }

        private Shown leaf(MimePart part) {
            if (isShown(part) && fileName(part).isEmpty()) return new Shown(part);
            attach(part, false);
            return Shown.NONE;
        }

        private void attach(MimePart part, boolean related) {
            if (attached.size() < MOST_ATTACHED) attached.add(new Attached(part, related));
        }

        private static boolean isShown(MimePart part) {
            return part.type().equals("text")
                    && (part.subtype().equals("plain") || isHtml(part))
                    && !part.disposition().equals("attachment");
        }

        /** A message that is one text of whatever kind is shown, with a name or without. */
        boolean isLoneText(MimePart root) {
            if (isShown(root)) return true;
            if (root.type().isEmpty()) return true;
            boolean data =
                    Set.of("calendar", "vcard", "x-vcard", "directory", "csv").contains(root.subtype());
            return root.type().equals("text")
                    && !data
                    && !root.disposition().equals("attachment")
                    && fileName(root).isEmpty();
        }

        /** What only the forms hold that are not shown stays listed. */
        private Shown alternative(MimePart part, int depth) {
            return Shown.ofForms(part.children().stream()
                    .filter(child -> !isOtherRendition(child))
                    .map(child -> part(child, depth + 1))
                    .toList());
        }

        /** text/x-amp-html, text/enriched and the like say the same once more. An invitation does not. */
        private static boolean isOtherRendition(MimePart child) {
            return child.type().equals("text")
                    && !isShown(child)
                    && !child.subtype().equals("calendar")
                    && fileName(child).isEmpty();
        }

        /** RFC 2387: the root is named by its Content-ID, else it is the first. The others are pictures in it. */
        private Shown related(MimePart part, int depth) {
            String start = part.parameters().getOrDefault("start", "");
            int root = 0;
            for (int i = 0; i < part.children().size(); i++)
                if (!start.isEmpty() && part.children().get(i).contentId().equals(start)) root = i;
            Shown texts = Shown.NONE;
            for (int i = 0; i < part.children().size(); i++) {
                MimePart child = part.children().get(i);
                if (i != root && !child.isMultipart()) attach(child, true);
                else texts = texts.and(part(child, depth + 1));
            }
            return texts;
        }

        /**
         * All texts without a name are one body, as mail programs show them: signatures of lists, text around
         * pictures.
         */
        private Shown mixed(List<MimePart> children, int depth) {
            Shown texts = Shown.NONE;
            for (MimePart child : children) texts = texts.and(part(child, depth + 1));
            return texts;
        }
    }
}
