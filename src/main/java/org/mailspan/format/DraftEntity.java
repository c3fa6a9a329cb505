package org.mailspan.format;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.mailspan.format.BodyParts.Attached;
import org.mailspan.format.DraftMail.Present;
import org.mailspan.item.AttachmentChanges;
import org.mailspan.item.AttachmentChanges.Added;
import org.mailspan.item.DraftBody;
import org.mailspan.item.DraftFields;
import org.mailspan.protocol.FileReference;

/** What a draft has below its header: texts, pictures that they show, files. */
final class DraftEntity {
    /** Begins with fields of its content and ends without a line end of its own. */
    private interface Entity {
        void into(Pieces out);
    }

    private record File(MimePart part, boolean shown, Entity entity) {}

    private final DraftMail.Order order;
    private final Optional<byte[]> mime;
    private final Optional<DraftBody> body;
    private final AttachmentChanges changes;
    private final List<File> files = new ArrayList<>();
    private boolean touched;
    private int boundaries;

    DraftEntity(DraftMail.Order order, Optional<byte[]> mime) {
        this.order = order;
        this.mime = mime;
        this.body = order.patch().get(DraftFields.Body).filter(one -> !one.isMime());
        this.changes = order.attachments();
        this.touched = mime.isPresent() || body.isPresent() || order.present().isEmpty();
        Set<String> names = keep();
        for (Added file : changes.added()) add(file, names);
    }

    /** A client that sends MIME and says nothing of attachments has them in it; one that does may have them beside. */
    private Set<String> keep() {
        boolean inMime = mime.isPresent()
                && (order.patch().get(DraftFields.Attachments).isEmpty()
                        || !BodyParts.of(MimeTree.parse(mime.get()).root())
                                .attached()
                                .isEmpty());
        var names = new HashSet<String>();
        if (inMime || order.present().isEmpty()) return names;
        Set<String> deleted = new HashSet<>();
        for (FileReference reference : changes.deleted()) deleted.add(reference.section());
        for (Attached one : BodyParts.of(order.present().get().structure()).attached()) {
            String name = PartNames.of(one.part());
            if (deleted.contains(name)) touched = true;
            else {
                names.add(name);
                files.add(kept(one, name));
            }
        }
        return names;
    }

    private File kept(Attached one, String name) {
        MimePart part = named(one.part(), name);
        boolean message = part.type().equals("message");
        boolean shown = !message && (one.related() || part.disposition().equals("inline") && hasId(part));
        var carried = new Piece.Carried(part.section(), message ? Piece.Coding.LINES : Piece.Coding.BASE64);
        return new File(part, shown, out -> out.add(carried));
    }

    private MimePart named(MimePart part, String name) {
        return PartNames.named(part, order.leaves() ? Optional.empty() : Optional.of(name));
    }

    private static boolean hasId(MimePart part) {
        return !part.contentId().isBlank();
    }

    private void add(Added file, Set<String> names) {
        String name = DraftMail.name(file);
        if (!names.add(name)) return;
        touched = true;
        MimePart part = named(part(file), name);
        byte[] octets = file.content().bytes();
        boolean message = part.type().equals("message");
        files.add(new File(
                part,
                file.isInline() && hasId(part),
                out -> out.add(
                        message ? lines(octets, 0) : Base64.getMimeEncoder().encode(octets))));
    }

    private static MimePart part(Added file) {
        String type =
                file.contentType().toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        if (file.isMessage()) type = "message/rfc822";
        // A message or a multipart may not be encoded, and nothing says that these octets are one.
        int slash = type.startsWith("multipart/") || type.startsWith("message/") && !file.isMessage()
                ? -1
                : type.indexOf('/');
        String id = file.contentId().isEmpty() ? "" : "<" + Texts.line(file.contentId()) + ">";
        return new MimePart(
                "",
                slash > 0 ? type.substring(0, slash) : "application",
                slash > 0 ? type.substring(slash + 1) : "octet-stream",
                Map.of(),
                "",
                file.content().length(),
                file.isInline() ? "inline" : "attachment",
                Map.of("filename", Texts.line(file.displayName())),
                id,
                Texts.line(file.contentLocation()),
                "",
                List.of());
    }

    List<Piece> pieces() {
        var out = new Pieces();
        Optional<Present> present = order.present();
        boolean asItIs = !touched
                && !(order.leaves() && PartNames.anyGiven(present.orElseThrow().structure()));
        if (asItIs) rest(out, present.orElseThrow());
        else written(out);
        return out.all();
    }

    private static void rest(Pieces out, Present present) {
        content(out, present.header());
        out.add("\r\n");
        out.add(new Piece.Rest(present.header().length));
    }

    private void written(Pieces out) {
        var parts = new ArrayList<Entity>();
        if (mime.isPresent()) parts.add(this::client);
        else if (body.isPresent()) parts.add(into -> text(into, body.get()));
        else parts.addAll(texts());
        for (File file : files) if (mime.isPresent() || !isPicture(file)) parts.add(into -> file(into, file, false));
        if (parts.size() == 1) parts.getFirst().into(out);
        else multipart(out, "mixed", parts);
    }

    private boolean isPicture(File file) {
        return file.shown && showsHtml();
    }

    private boolean showsHtml() {
        if (body.isPresent()) return isHtml(body.get());
        return order.present().stream()
                .flatMap(present -> BodyParts.of(present.structure()).rich().stream())
                .anyMatch(BodyParts::isHtml);
    }

    private static boolean isHtml(DraftBody body) {
        return switch (body.type()) {
            case HTML -> true;
            case PlainText, RTF, MIME -> false;
        };
    }

    /** In both forms where it is HTML, as mail programs send it. */
    private void text(Pieces out, DraftBody body) {
        String text = body.text();
        if (!isHtml(body)) {
            text(out, "plain", text);
            return;
        }
        String plain = Html.text(text, Long.MAX_VALUE, Html.Links.Shown);
        alternative(out, into -> text(into, "plain", plain), into -> text(into, "html", text));
    }

    private static void text(Pieces out, String subtype, String text) {
        out.add(PartFields.text(subtype, "quoted-printable", "") + "\r\n" + QuotedPrintable.of(text));
    }

    /** The texts of the message that is there. */
    private List<Entity> texts() {
        if (order.present().isEmpty()) return List.of(into -> text(into, "plain", ""));
        BodyParts parts = BodyParts.of(order.present().get().structure());
        if (parts.rich().isEmpty()) return List.of(into -> text(into, "plain", ""));
        boolean both = parts.rich().size() == 1
                && parts.plain().size() == 1
                && !parts.rich().equals(parts.plain());
        if (both) {
            Entity plain = into -> carried(into, parts.plain().getFirst());
            return List.of(into ->
                    alternative(into, plain, html -> carried(html, parts.rich().getFirst())));
        }
        var texts = new ArrayList<Entity>();
        for (MimePart part : parts.rich()) texts.add(into -> carried(into, part));
        if (showsHtml()) texts.set(0, withPictures(texts.getFirst()));
        return texts;
    }

    private static void carried(Pieces out, MimePart part) {
        out.add(PartFields.text(part) + "\r\n");
        out.add(new Piece.Carried(part.section(), Piece.Coding.BASE64));
    }

    private void alternative(Pieces out, Entity plain, Entity html) {
        multipart(out, "alternative", List.of(plain, withPictures(html)));
    }

    private Entity withPictures(Entity html) {
        List<File> pictures = files.stream().filter(this::isPicture).toList();
        if (pictures.isEmpty()) return html;
        var parts = new ArrayList<Entity>();
        parts.add(html);
        for (File picture : pictures) parts.add(into -> file(into, picture, true));
        return into -> multipart(into, "related; type=\"text/html\"", parts);
    }

    private static void file(Pieces out, File file, boolean inline) {
        out.add(PartFields.carried(file.part, inline) + "\r\n");
        file.entity.into(out);
    }

    /** What the client made. */
    private void client(Pieces out) {
        byte[] message = mime.orElseThrow();
        byte[] header = MimeTree.parse(message).header();
        content(out, header);
        out.add("\r\n");
        out.add(lines(message, header.length));
    }

    /** The fields that say of what kind a body is. */
    private static void content(Pieces out, byte[] header) {
        var lines = new HeaderLines(header, 0, header.length);
        while (lines.next())
            if (lines.key().startsWith("content-")) {
                byte[] field = lines(Arrays.copyOfRange(header, lines.start(), lines.end()), 0);
                out.add(field);
                if (field[field.length - 1] != '\n') out.add("\r\n");
            }
    }

    /** With CRLF for each line end. */
    private static byte[] lines(byte[] octets, int from) {
        var out = new ByteArrayOutputStream(octets.length - from + 64);
        for (int i = from; i < octets.length; i++) {
            boolean pair = octets[i] == '\r' && i + 1 < octets.length && octets[i + 1] == '\n';
            if (pair) i++;
            if (pair || octets[i] == '\n' || octets[i] == '\r') out.writeBytes(HeaderText.CRLF);
            else out.write(octets[i]);
        }
        return out.toByteArray();
    }

    private void multipart(Pieces out, String subtype, List<Entity> parts) {
        String boundary = "=_" + order.unique() + "_" + ++boundaries;
        out.add("Content-Type: multipart/" + subtype + ";\r\n boundary=\"" + boundary + "\"\r\n");
        if (isEightBit()) out.add("Content-Transfer-Encoding: 8bit\r\n");
        for (Entity part : parts) {
            out.add("\r\n--" + boundary + "\r\n");
            part.into(out);
        }
        out.add("\r\n--" + boundary + "--\r\n");
    }

    /** RFC 2045 6.4: a multipart is as wide as what is in it, and of a message that streams nobody knows. */
    private boolean isEightBit() {
        Predicate<File> isMessage = file -> file.part.type().equals("message");
        return files.stream().anyMatch(isMessage)
                || mime.filter(octets -> !MailOctets.of(octets).isAscii()).isPresent();
    }
}
