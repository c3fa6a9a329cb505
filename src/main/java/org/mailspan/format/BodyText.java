package org.mailspan.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mailspan.item.Body;
import org.mailspan.item.BodyPart;
import org.mailspan.item.BodyPreference;
import org.mailspan.item.BodyType;
import org.mailspan.wbxml.Utf8Text;

/** Makes the body that a {@link BodyPlan} chose of what was fetched. Each text is decoded once. */
final class BodyText {
    private static final long SNIPPET = 4 << 10;

    private final BodyPlan plan;
    private final long size;
    private final Map<String, byte[]> sections;
    private final Map<String, Piece> decoded = new HashMap<>();
    private final Map<String, Set<String>> shown = new HashMap<>();

    /** @param size of the whole message */
    BodyText(BodyPlan plan, long size, Map<String, byte[]> sections) {
        this.plan = plan;
        this.size = size;
        this.sections = sections;
    }

    /**
     * A text as far as it was fetched.
     *
     * @param whole octets of all of it, an estimate if more is there
     */
    private record Piece(MimePart part, Utf8Text text, boolean isComplete, long whole) {
        boolean isHtml() {
            return BodyParts.isHtml(part);
        }
    }

    /** A body's data before it is cut. */
    private record Draft(Utf8Text text, boolean isComplete, long whole, boolean made) {}

    Body body() {
        var refused = new ArrayList<Body>();
        for (BodyPreference choice : plan.choices()) {
            Body body = plan.streamed() > 0 ? atHost(choice) : body(choice);
            if (!choice.allOrNone() || !body.truncated()) return body;
            refused.add(body);
        }
        return withoutData(refused.getFirst());
    }

    private Body atHost(BodyPreference mime) {
        long limit = mime.truncationSize();
        return Body.atHost(size, size > limit, mime.preview() > 0 ? preview(mime) : "", limit);
    }

    private static Body withoutData(Body body) {
        return new Body(body.type(), body.estimatedDataSize(), true, Utf8Text.EMPTY, body.preview());
    }

    Optional<BodyPart> part() {
        var refused = new ArrayList<Body>();
        for (BodyPreference choice : plan.partChoices()) {
            Body body = body(choice);
            if (!choice.allOrNone() || !body.truncated())
                return Optional.of(new BodyPart(BodyPart.Status.Success, body));
            refused.add(body);
        }
        return refused.stream().findFirst().map(body -> new BodyPart(BodyPart.Status.TooLarge, withoutData(body)));
    }

    /**
     * Whether the HTML shows a part by this Content-ID, which senders say in no other way that can be trusted. Empty
     * where that cannot be told by what of it became a body.
     */
    Optional<Boolean> shows(String contentId) {
        boolean known = true;
        for (MimePart part : plan.parts().rich()) {
            if (!BodyParts.isHtml(part)) continue;
            Piece piece = decoded.get(part.section());
            if (piece != null && shownBy(piece).contains(contentId)) return Optional.of(true);
            known &= piece != null && piece.isComplete;
        }
        return known ? Optional.of(false) : Optional.empty();
    }

    private Set<String> shownBy(Piece html) {
        return shown.computeIfAbsent(html.part.section(), id -> ShownIds.in(html.text));
    }

    private Body body(BodyPreference choice) {
        long limit = choice.truncationSize();
        if (limit == 0) return withoutData(choice);
        Draft draft = draft(choice);
        Utf8Text data = draft.made ? Html.cut(draft.text, limit) : draft.text.first(limit);
        boolean isWhole = data.length() == draft.text.length();
        // MS-ASAIRS_R1001036: no preview beside a plain text that the client has anyway
        boolean previewed = choice.preview() > 0 && (choice.type() != BodyType.PlainText || data.isEmpty());
        return new Body(
                choice.type(), draft.whole, !isWhole || !draft.isComplete, data, previewed ? preview(choice) : "");
    }

    private Body withoutData(BodyPreference choice) {
        long whole = choice.type() == BodyType.MIME
                ? size
                : texts(choice.type()).stream().mapToLong(BodyText::estimate).sum();
        return new Body(choice.type(), whole, whole > 0, Utf8Text.EMPTY, choice.preview() > 0 ? preview(choice) : "");
    }

    private Draft draft(BodyPreference choice) {
        return switch (choice.type()) {
            case MIME -> mime();
            case HTML -> html();
            case PlainText, RTF -> plain(choice.truncationSize());
        };
    }

    private Draft mime() {
        byte[] message = sections.getOrDefault("", new byte[0]);
        boolean complete = isComplete(message, plan.fetched(""), size);
        Utf8Text text = CarriedMime.text(message);
        return new Draft(text, complete, complete ? text.length() : size, false);
    }

    private Draft html() {
        var pieces = pieces(BodyType.HTML);
        if (pieces.size() == 1 && pieces.getFirst().isHtml()) {
            Piece one = pieces.getFirst();
            return new Draft(one.text, one.isComplete, one.whole, false);
        }
        boolean lone = pieces.stream().noneMatch(Piece::isHtml);
        Utf8Text text = lone
                ? Html.ofText(joined(pieces))
                : joined("", pieces.stream().map(p -> p.isHtml() ? p.text : Html.fragment(p.text)));
        boolean isEmpty = pieces.stream().allMatch(piece -> piece.text.isEmpty());
        return draft(isEmpty ? Utf8Text.EMPTY : text, pieces, lone);
    }

    private Draft plain(long limit) {
        var pieces = pieces(BodyType.PlainText);
        var texts = new ArrayList<Piece>();
        for (Piece piece : pieces) texts.add(piece.isHtml() ? asText(piece, limit) : piece);
        return draft(joined(texts), texts, false);
    }

    private static Draft draft(Utf8Text text, List<Piece> pieces, boolean made) {
        boolean complete = pieces.stream().allMatch(Piece::isComplete);
        long whole = text.length();
        for (Piece piece : pieces) if (!piece.isComplete) whole += Math.max(0, piece.whole - piece.text.length());
        return new Draft(text, complete, whole, made);
    }

    private static Piece asText(Piece html, long limit) {
        Html.Links links = limit > SNIPPET ? Html.Links.Shown : Html.Links.Dropped;
        Utf8Text text = Utf8Text.of(Html.text(html.text.toString(), limit, links));
        long length = text.length();
        boolean complete = html.isComplete && length <= limit;
        return new Piece(html.part, text, complete, complete ? length : Math.max(length, html.whole));
    }

    private static Utf8Text joined(List<Piece> pieces) {
        if (pieces.size() == 1) return pieces.getFirst().text;
        return joined("\r\n", pieces.stream().map(Piece::text).filter(text -> !text.isEmpty()));
    }

    private static Utf8Text joined(String between, Stream<Utf8Text> texts) {
        var all = texts.toList();
        var out = new Octets(
                all.stream().mapToInt(text -> text.length() + between.length()).sum());
        for (int i = 0; i < all.size(); i++) {
            if (i > 0) out.add(between);
            out.add(all.get(i));
        }
        return out.text();
    }

    private String preview(BodyPreference choice) {
        var type = choice.type() == BodyType.MIME ? BodyType.PlainText : choice.type();
        var text = new StringBuilder();
        for (Piece piece : pieces(type)) {
            if (text.length() >= choice.preview()) break;
            if (!text.isEmpty()) text.append(' ');
            text.append(
                    piece.isHtml()
                            ? Html.preview(piece.text, choice.preview())
                            : Texts.preview(piece.text.toString(), choice.preview()));
        }
        return Utf8.first(text.toString(), choice.preview()).strip();
    }

    private List<MimePart> texts(BodyType type) {
        return BodyPlan.texts(plan.parts(), type);
    }

    private List<Piece> pieces(BodyType type) {
        var pieces = new ArrayList<Piece>();
        for (MimePart part : texts(type)) pieces.add(decoded.computeIfAbsent(part.section(), id -> piece(part)));
        return pieces;
    }

    private Piece piece(MimePart part) {
        byte @Nullable [] raw = sections.get(part.section());
        if (raw == null) return new Piece(part, Utf8Text.EMPTY, estimate(part) == 0, estimate(part));
        byte[] octets = TransferDecoding.decode(raw, part.encoding());
        boolean isHtml = BodyParts.isHtml(part);
        Utf8Text text = Charsets.text(octets, part.parameters().getOrDefault("charset", ""), isHtml);
        if (!isHtml && Flowed.is(part)) text = Utf8Text.of(Flowed.joined(text.toString(), part));
        boolean complete = isComplete(raw, plan.fetched(part.section()), part.octets());
        long length = text.length();
        long whole = complete || raw.length == 0 ? length : Math.max(length, length * part.octets() / raw.length);
        return new Piece(part, text, complete, whole);
    }

    /** Hosts lie about sizes (GreenMail counts the part's header in): less than asked for is the end as well. */
    private static boolean isComplete(byte[] fetched, long askedFor, long size) {
        return fetched.length < askedFor || size > 0 && fetched.length >= size;
    }

    private static long estimate(MimePart part) {
        return TransferDecoding.estimate(part.octets(), part.encoding());
    }
}
