package org.mailspan.format;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailspan.format.BodyParts.Attached;

/**
 * Shows what is in winmail.dat as if the message had it as parts: no phone can open that. Its files are referred to by
 * {@code 2.0.3}, the third in part 2, which no IMAP section is.
 */
public final class Winmail {
    /** Of the part, as encoded. It is read whole for the names in it, so a larger one stays as it is. */
    public static final long MOST = 8 << 20;

    private static final String WITHIN = ".0.";

    private Winmail() {}

    /**
     * Where a file lies that is not a part of the message.
     *
     * @param part the section of winmail.dat
     */
    public record Place(String part, int file) {}

    public record File(String mediaType, byte[] octets) {}

    /** Of a section in a reference; empty if it is one of IMAP. */
    public static Optional<Place> place(String section) {
        int at = section.indexOf(WITHIN);
        if (at <= 0) return Optional.empty();
        String number = section.substring(at + WITHIN.length());
        boolean sound =
                number.length() < 5 && !number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9');
        return sound ? Optional.of(new Place(section.substring(0, at), Integer.parseInt(number))) : Optional.empty();
    }

    /** @param tnef decoded and whole */
    public static Optional<File> file(byte[] tnef, int number) {
        return Tnef.read(tnef).flatMap(all -> file(all, number)).map(file -> new File(file.mediaType(), file.octets()));
    }

    private static Optional<Tnef.File> file(Tnef all, int number) {
        int files = all.files().size();
        if (number == files + 1) return all.rtf();
        return number >= 1 && number <= files ? Optional.of(all.files().get(number - 1)) : Optional.empty();
    }

    /** The part to be read for what is in it. */
    static Optional<MimePart> part(BodyParts parts) {
        for (Attached one : parts.attached())
            if (is(one.part())) return one.part().octets() > MOST ? Optional.empty() : Optional.of(one.part());
        return Optional.empty();
    }

    private static boolean is(MimePart part) {
        if (!part.type().equals("application")) return false;
        return part.subtype().equals("ms-tnef")
                || part.subtype().equals("vnd.ms-tnef")
                || part.subtype().equals("octet-stream")
                        && BodyParts.fileName(part).equalsIgnoreCase("winmail.dat");
    }

    /**
     * A message as it would be without TNEF.
     *
     * @param sections what was fetched, and the texts that were found
     */
    record Unpacked(MimePart structure, Map<String, byte[]> sections) {}

    /** Empty if there is nothing to unpack, or it was not read whole, or cannot be read: then it is an attachment. */
    static Optional<Unpacked> unpacked(MimePart structure, BodyPlan plan, Map<String, byte[]> sections) {
        Optional<MimePart> packed = part(plan.parts());
        if (packed.isEmpty()) return Optional.empty();
        MimePart part = packed.get();
        byte[] encoded = sections.getOrDefault(part.section(), new byte[0]);
        if (encoded.length >= plan.fetched(part.section())) return Optional.empty();
        return Tnef.read(TransferDecoding.decode(encoded, part.encoding()))
                .flatMap(tnef -> unpacked(structure, part, tnef, isBare(plan.parts(), sections), sections));
    }

    /** Nothing but winmail.dat has the text: Outlook writes it as plain text too, Exchange among its own does not. */
    private static boolean isBare(BodyParts parts, Map<String, byte[]> sections) {
        return parts.rich().stream()
                .allMatch(text -> text.octets() <= 2 && sections.getOrDefault(text.section(), new byte[0]).length <= 2);
    }

    private static Optional<Unpacked> unpacked(
            MimePart structure, MimePart part, Tnef tnef, boolean bare, Map<String, byte[]> sections) {
        var all = new HashMap<>(sections);
        var parts = new ArrayList<MimePart>();
        Optional<Tnef.Text> text = tnef.text().filter(one -> bare);
        text.ifPresent(one -> {
            String section = part.section() + ".0";
            all.put(section, one.octets());
            parts.add(text(section, one));
        });
        boolean html = text.filter(one -> one.subtype().equals("html")).isPresent();
        for (int i = 0; i < tnef.files().size(); i++)
            parts.add(part(part, tnef.files().get(i), i + 1, html));
        if (bare)
            tnef.rtf().ifPresent(rtf -> parts.add(part(part, rtf, tnef.files().size() + 1, false)));
        if (parts.isEmpty() && !(isNote(tnef) && structure.isMultipart())) return Optional.empty();
        MimePart instead = multipart(part.section(), html ? "related" : "mixed", parts);
        return Optional.of(new Unpacked(with(structure, part, instead, 0), all));
    }

    /** Only how its text looks is lost then. */
    private static boolean isNote(Tnef tnef) {
        return List.of("", "IPM.Note", "IPM.Microsoft Mail.Note").contains(tnef.messageClass());
    }

    private static MimePart text(String section, Tnef.Text text) {
        return new MimePart(
                section,
                "text",
                text.subtype(),
                Map.of("charset", "utf-8"),
                "8bit",
                text.octets().length,
                "",
                Map.of(),
                "",
                "",
                "",
                List.of());
    }

    private static MimePart part(MimePart packed, Tnef.File file, int number, boolean html) {
        String type = file.mediaType();
        int slash = type.indexOf('/');
        boolean inline = html && !file.contentId().isEmpty();
        String name = file.name().isBlank() ? "attachment-" + number : file.name();
        var named = Map.of(
                "filename*",
                "UTF-8''" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"));
        return new MimePart(
                packed.section() + WITHIN + number,
                type.substring(0, slash),
                type.substring(slash + 1),
                Map.of(),
                "binary",
                file.content().left(),
                inline ? "inline" : "attachment",
                named,
                inline ? file.contentId() : "",
                "",
                "",
                List.of());
    }

    private static MimePart multipart(String section, String subtype, List<MimePart> parts) {
        return new MimePart(section, "multipart", subtype, Map.of(), "", 0, "", Map.of(), "", "", "", parts);
    }

    private static MimePart with(MimePart in, MimePart part, MimePart instead, int depth) {
        if (in.section().equals(part.section()) && !in.isMultipart()) return instead;
        if (!in.isMultipart() || depth > MimeParser.DEEPEST) return in;
        var children = in.children().stream()
                .map(child -> with(child, part, instead, depth + 1))
                .toList();
        return new MimePart(
                in.section(),
                in.type(),
                in.subtype(),
                in.parameters(),
                in.encoding(),
                in.octets(),
                in.disposition(),
                in.dispositionParameters(),
                in.contentId(),
                in.location(),
                in.description(),
                children);
    }
}
