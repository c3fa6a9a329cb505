package org.mailspan.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.Node;
import org.mailspan.wbxml.Node.Opaque;
import org.mailspan.wbxml.Node.Text;
import org.mailspan.wbxml.Search;
import org.mailspan.wbxml.Settings;
import org.mailspan.wbxml.StreamedText;
import org.mailspan.wbxml.Tag;
import org.mailspan.wbxml.Utf8Text;

/** A document as a trace shows it: no credentials, nothing long, names for what differs from bridge to bridge. */
final class Shown {
    /** What follows is cut. A header of a mail has less, and what went wrong is most often in there. */
    static final int MOST = 4 << 10;

    static final String REST = "{*}";

    /** The PIN that a device got by policy, and logins at document libraries. */
    private static final Set<Tag> SECRET = Set.of(
            Settings.Password, ItemOperations.Password, ItemOperations.UserName, Search.Password, Search.UserName);

    private static final Pattern PLACE = Pattern.compile("\\{(?=[A-Za-z*{])");

    private enum Side {
        REQUEST,
        ANSWER
    }

    private final Side side;
    private final Names.Exchange names;
    private final Set<String> remarks = new LinkedHashSet<>();

    private Shown(Side side, Names.Exchange names) {
        this.side = side;
        this.names = names;
    }

    /** @param remarks what was changed so that it would not be asked again */
    record Document(Element root, List<String> remarks) {}

    static Document request(Element root, Names.Exchange names) {
        var shown = new Shown(Side.REQUEST, names);
        return new Document(shown.element(root), List.copyOf(shown.remarks));
    }

    static Document answer(Element root, Names.Exchange names) {
        var shown = new Shown(Side.ANSWER, names);
        return new Document(shown.element(root), List.copyOf(shown.remarks));
    }

    /** A text that a reader takes for no placeholder. */
    static String literal(String text) {
        return PLACE.matcher(text).replaceAll("{{}");
    }

    private Element element(Element element) {
        if (SECRET.contains(element.tag())) return new Element(element.tag(), List.of(new Text("hidden")));
        var children = new ArrayList<Node>(element.children().size());
        for (Node child : element.children()) node(element.tag(), child).ifPresent(children::add);
        return new Element(element.tag(), children);
    }

    private Optional<Node> node(Tag tag, Node child) {
        return switch (child) {
            case Element inner
            when inner.tag() instanceof Tag.Unknown && side == Side.REQUEST -> {
                remarks.add("left out: " + inner.tag().name());
                yield Optional.empty();
            }
            case Element inner -> Optional.of(element(inner));
            case Text(String value) -> Optional.of(new Text(text(tag, value)));
            case Utf8Text text -> Optional.of(new Text(text(tag, text)));
            case StreamedText _ -> Optional.of(new Text(REST));
            case Opaque opaque -> Optional.of(opaque(tag, opaque));
        };
    }

    private String text(Tag tag, String value) {
        Optional<String> name = switch (side) {
            case REQUEST -> names.asked(tag.name(), value);
            case ANSWER -> names.given(tag.name(), value);
        };
        return name.orElseGet(() -> value.length() <= MOST ? literal(value) : cut(tag, value, value.length()));
    }

    /** Without a string of all of it. */
    private String text(Tag tag, Utf8Text text) {
        return text.length() <= MOST
                ? text(tag, text.toString())
                : cut(tag, text.first(MOST).toString(), text.length());
    }

    private String cut(Tag tag, String beginning, int length) {
        String first = beginning.substring(0, Math.min(MOST, beginning.length()));
        if (Character.isHighSurrogate(first.charAt(first.length() - 1))) first = first.substring(0, first.length() - 1);
        if (side == Side.ANSWER) return literal(first) + REST;
        remarks.add("cut: " + tag.name() + ", there was more of it, " + length + " in all");
        return literal(first);
    }

    private Node opaque(Tag tag, Opaque opaque) {
        if (opaque.length() <= MOST) return opaque;
        if (side == Side.ANSWER) return new Text(REST);
        remarks.add("cut: " + tag.name() + ", there was more of it, " + opaque.length() + " octets in all");
        return Opaque.of(Arrays.copyOf(opaque.bytes(), MOST));
    }
}
