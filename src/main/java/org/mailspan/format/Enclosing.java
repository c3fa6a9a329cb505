package org.mailspan.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailspan.format.BodyParts.Attached;
import org.mailspan.format.Piece.Coding;
import org.mailspan.protocol.ServerId;

/**
 * A reply or a forward, completed with its original (MS-ASCMD 2.2.1.19, 2.2.1.20). The client's parts stay as they are
 * but for the texts below which the original's are quoted; these are written anew in UTF-8. What streams from the host is
 * named, not read.
 *
 * <ul>
 *   <li>A reply has of the original its text, and the pictures that the text shows. A forward has all attachments too.
 *   <li>A client that wrote plain text about an HTML message sends both forms: its text is plain in one and HTML in the
 *       other, nothing is glued together that does not fit (quirk G5), and nothing of the original is lost.
 *   <li>A forwarded invitation stays one, with its organizer (MS-ASCMD_R7487): mail programs offer to answer a calendar
 *       only as a form of the text, or at least as no file (RFC 6047 2.2).
 *   <li>An original that nobody can read here (S/MIME, OpenPGP, no sound message) is attached whole. So is one with a
 *       signature that is forwarded: it would no longer hold.
 *   <li>A mail that the client signed or encrypted keeps its octets. Forwarded with it, the original is attached beside
 *       it. As a reply it goes out as it is: mail programs recognise such mail only where it stands alone, and who gets
 *       the reply has the original.
 * </ul>
 */
public final class Enclosing {
    private final byte[] mail;
    private final Original original;
    private final boolean forward;
    private final String boundary;
    private final MimeTree tree;
    private final Optional<Quotation> quotation;
    private final List<Attached> pictures;
    private final Optional<MimePart> invitation;
    private final List<MimePart> attachments;
    private int boundaries;

    private Enclosing(byte[] mail, Original original, boolean forward, String unique, ZoneId zone) {
        this.mail = mail;
        this.original = original;
        this.forward = forward;
        this.boundary = "=_" + unique + "_";
        this.tree = MimeTree.parse(mail);
        MimePart structure = original.data().structure();
        boolean whole = isSealed(tree.root()) || forward && Original.isSigned(structure);
        this.quotation = original.texts().filter(t -> !whole).map(t -> new Quotation(original.data(), t, zone));
        var attached = quotation.isPresent() ? BodyParts.of(structure).attached() : List.<Attached>of();
        this.pictures = attached.stream().filter(this::isPicture).toList();
        List<MimePart> others = forward
                ? attached.stream()
                        .filter(one -> !isPicture(one))
                        .map(Attached::part)
                        .toList()
                : List.of();
        this.invitation = others.stream().filter(Enclosing::isInvitation).findFirst();
        this.attachments = others.stream()
                .filter(part -> invitation.filter(part::equals).isEmpty())
                .toList();
    }

    private static boolean isInvitation(MimePart part) {
        return part.is("text", "calendar")
                && part.parameters().getOrDefault("method", "").equalsIgnoreCase("REQUEST")
                && !part.disposition().equals("attachment");
    }

    /**
     * @param mail as {@link Compose} made it
     * @param unique of which boundaries are made: nobody may guess it
     * @param zone in which the date of the original is told
     */
    public static List<Piece> reply(byte[] mail, Original original, String unique, ZoneId zone) {
        return pieces(mail, original, false, unique, zone);
    }

    public static List<Piece> forward(byte[] mail, Original original, String unique, ZoneId zone) {
        return pieces(mail, original, true, unique, zone);
    }

    /** What cannot be put together is attached: a mail never fails for what somebody else once wrote. */
    private static List<Piece> pieces(byte[] mail, Original original, boolean forward, String unique, ZoneId zone) {
        try {
            return new Enclosing(mail, original, forward, unique, zone).pieces();
        } catch (RuntimeException | StackOverflowError e) {
            if (original.texts().isEmpty()) throw e;
            return new Enclosing(mail, Original.unread(original.data()), forward, unique, zone).pieces();
        }
    }

    /** For a client that says ReplaceMime: nothing of the original but its place in the conversation. */
    public static byte[] threaded(byte[] mail, MessageData original) {
        int end = MimeTree.parse(mail).header().length;
        int at = end >= 4 && mail[end - 4] == '\r' ? end - 2 : end;
        var out = new ByteArrayOutputStream(mail.length + 500);
        out.write(mail, 0, at);
        out.writeBytes(Threading.fields(Headers.parse(mail), Headers.parse(original.header()))
                .getBytes(UTF_8));
        out.write(mail, at, mail.length - at);
        return out.toByteArray();
    }

    private static boolean isSealed(MimePart root) {
        return Original.isSealed(root) || Original.isSigned(root);
    }

    /** Shown by the quoted HTML. */
    private boolean isPicture(Attached attached) {
        return quotation.isPresent()
                && !attached.part().type().equals("message")
                && contentId(attached.part()).filter(quotation.get()::shows).isPresent();
    }

    private static Optional<String> contentId(MimePart part) {
        String id = part.contentId().strip();
        boolean bracketed = id.length() > 2 && id.startsWith("<") && id.endsWith(">");
        return bracketed ? Optional.of(id.substring(1, id.length() - 1)) : Optional.empty();
    }

    private List<Piece> pieces() {
        boolean asItIs = isSealed(tree.root()) && !forward;
        if (asItIs) return List.of(new Piece.Octets(threaded(mail, original.data())));
        var out = new Pieces();
        header(out, false);
        out.add(Threading.fields(
                Headers.parse(mail), Headers.parse(original.data().header())));
        entity(out);
        return out.all();
    }

    private void entity(Pieces out) {
        var parts = new ArrayList<Entity>();
        Optional<MimePart> plain = last(BodyParts.of(tree.root()).plain(), false);
        Optional<MimePart> html = last(BodyParts.of(tree.root()).rich(), true);
        boolean noText = quotation.isPresent() && plain.isEmpty() && html.isEmpty();
        if (noText) parts.add(into -> texts(into, "", ""));
        parts.add(into -> client(into, plain, html));
        if (quotation.isEmpty()) parts.add(this::whole);
        if (!tree.root().children().isEmpty() && !tree.root().is("multipart", "alternative"))
            invitation.ifPresent(part -> parts.add(into -> invitation(into, part)));
        for (MimePart part : attachments) parts.add(into -> carried(into, part, false));
        if (parts.size() == 1) parts.getFirst().into(out);
        else multipart(out, "mixed", parts);
    }

    /** A header, an empty line and a body; begins and ends without a line end of its own. */
    private interface Entity {
        void into(Pieces out);
    }

    private static Optional<MimePart> last(List<MimePart> texts, boolean isHtml) {
        return texts.stream().filter(text -> BodyParts.isHtml(text) == isHtml).reduce((earlier, later) -> later);
    }

    /** What the client sent, with the texts of the original below its own. */
    private void client(Pieces out, Optional<MimePart> plain, Optional<MimePart> html) {
        record Edit(MimeTree.Extent extent, Entity entity) {}
        var edits = new ArrayList<Edit>();
        quotation.ifPresent(quoted -> {
            html.ifPresent(part -> edits.add(new Edit(extent(part), into -> html(into, part, quoted))));
            plain.ifPresent(part ->
                    edits.add(new Edit(extent(part), into -> plain(into, part, quoted, html.isEmpty()))));
        });
        boolean isOne = tree.root().children().isEmpty() && !edits.isEmpty();
        if (isOne) {
            edits.getFirst().entity.into(out);
            return;
        }
        if (tree.root().is("multipart", "alternative")
                && !tree.root().children().isEmpty())
            invitation.ifPresent(part -> {
                int end = extent(tree.root().children().getLast()).end();
                edits.add(new Edit(new MimeTree.Extent(end, end, end), into -> {
                    into.add("\r\n--" + tree.root().parameters().getOrDefault("boundary", "") + "\r\n");
                    invitation(into, part);
                }));
            });
        edits.sort(Comparator.comparingInt(edit -> edit.extent.start()));
        header(out, true);
        out.add("\r\n");
        int at = tree.header().length;
        for (Edit edit : edits) {
            out.add(Arrays.copyOfRange(mail, at, edit.extent.start()));
            edit.entity.into(out);
            at = edit.extent.end();
        }
        out.add(Arrays.copyOfRange(mail, at, mail.length));
    }

    private MimeTree.Extent extent(MimePart part) {
        return tree.extent(part.section()).orElseThrow();
    }

    private void html(Pieces out, MimePart part, Quotation quoted) {
        String text = quoted.belowHtml(decoded(part));
        Entity html = into -> text(into, "html", text, others(extent(part)));
        forms(out, List.of(into -> related(into, html)));
    }

    private void plain(Pieces out, MimePart part, Quotation quoted, boolean alone) {
        String text = decoded(part);
        if (alone && quoted.isRich()) texts(out, text, others(extent(part)));
        else forms(out, List.of(into -> text(into, "plain", quoted.below(text), others(extent(part)))));
    }

    /** A text of the client, with what is quoted in both forms if it has both. */
    private void texts(Pieces out, String text, String others) {
        Quotation quoted = quotation.orElseThrow();
        Entity plain = into -> text(into, "plain", quoted.below(text), others);
        Entity html = into -> text(into, "html", quoted.belowTextAsHtml(text), others);
        forms(out, quoted.isRich() ? List.of(plain, into -> related(into, html)) : List.of(plain));
    }

    /** Where they are all that the client wrote, the invitation is one of them. */
    private void forms(Pieces out, List<Entity> texts) {
        var forms = new ArrayList<>(texts);
        if (tree.root().children().isEmpty()) invitation.ifPresent(part -> forms.add(into -> invitation(into, part)));
        if (forms.size() == 1) forms.getFirst().into(out);
        else multipart(out, "alternative", forms);
    }

    private static void invitation(Pieces out, MimePart part) {
        out.add(PartFields.text(part) + "\r\n");
        out.add(new Piece.Carried(part.section(), Coding.BASE64));
    }

    private void related(Pieces out, Entity html) {
        if (pictures.isEmpty()) {
            html.into(out);
            return;
        }
        var parts = new ArrayList<Entity>();
        parts.add(html);
        for (Attached picture : pictures) parts.add(into -> carried(into, picture.part(), true));
        multipart(out, "related; type=\"text/html\"", parts);
    }

    private String decoded(MimePart part) {
        byte[] octets = TransferDecoding.decode(tree.section(part.section()).orElseThrow(), part.encoding());
        String charset = part.parameters().getOrDefault("charset", "");
        String text = Charsets.decode(octets, charset, BodyParts.isHtml(part));
        return Flowed.is(part) ? Flowed.joined(text, part) : text;
    }

    /** Fields of a text that is written anew which still hold: Content-ID, Content-Language, Content-Disposition. */
    private String others(MimeTree.Extent extent) {
        var kept = new StringBuilder();
        var lines = new HeaderLines(mail, extent.start(), extent.body());
        while (lines.next())
            switch (lines.key()) {
                case "content-id", "content-language", "content-disposition", "content-location" ->
                    kept.append(Headers.latin1(mail, lines.start(), lines.end()));
                default -> {}
            }
        return kept.toString();
    }

    private static void text(Pieces out, String subtype, String text, String others) {
        out.add(PartFields.text(subtype, "quoted-printable", others) + "\r\n" + QuotedPrintable.of(text));
    }

    private void carried(Pieces out, MimePart part, boolean inline) {
        out.add(PartFields.carried(part, inline) + "\r\n");
        Coding coding = part.type().equals("message") ? Coding.LINES : Coding.BASE64;
        out.add(new Piece.Carried(part.section(), coding));
    }

    private void whole(Pieces out) {
        String subject = EmailItem.subject(original.data());
        String name = Attachments.original(subject, 0, new ServerId(0, 0)).displayName();
        out.add(PartFields.message(name) + "\r\n");
        out.add(new Piece.Carried("", Coding.LINES));
    }

    private void multipart(Pieces out, String subtype, List<Entity> parts) {
        String mine = boundary + ++boundaries;
        out.add("Content-Type: multipart/" + subtype + ";\r\n boundary=\"" + mine + "\"\r\n");
        if (isEightBit()) out.add("Content-Transfer-Encoding: 8bit\r\n");
        for (Entity part : parts) {
            out.add("\r\n--" + mine + "\r\n");
            part.into(out);
        }
        out.add("\r\n--" + mine + "--\r\n");
    }

    /** RFC 2045 6.4: a multipart is as wide as what is in it, and of a message that streams nobody knows. */
    private boolean isEightBit() {
        return quotation.isEmpty()
                || attachments.stream().anyMatch(part -> part.type().equals("message"))
                || !MailOctets.of(mail).isAscii();
    }

    /** Of the mail's header the fields that describe its content, or the others. */
    private void header(Pieces out, boolean ofContent) {
        var lines = new HeaderLines(mail, 0, mail.length);
        while (lines.next())
            if (lines.name().toLowerCase(Locale.ROOT).startsWith("content-") == ofContent)
                out.add(Arrays.copyOfRange(mail, lines.start(), lines.end()));
    }
}
