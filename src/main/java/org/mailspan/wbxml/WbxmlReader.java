package org.mailspan.wbxml;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailspan.wbxml.Node.Opaque;
import org.mailspan.wbxml.Node.Text;

/** Reads one WBXML document (MS-ASWBXML 2.1.1) into a tree, without recursion and in time linear in its bytes. */
public final class WbxmlReader {
    static final int SWITCH_PAGE = 0x00;
    static final int END = 0x01;
    static final int STR_I = 0x03;
    static final int OPAQUE = 0xC3;
    static final int WITH_CONTENT = 0x40;
    static final int WITH_ATTRIBUTES = 0x80;

    /** MIBenum of the only charset of EAS. */
    static final int UTF_8 = 106;

    private final Octets in;
    private final Limits limits;
    private final ArrayDeque<Open> open = new ArrayDeque<>();
    private int page;
    private int nodes;

    private WbxmlReader(Octets in, Limits limits) {
        this.in = in;
        this.limits = limits;
    }

    public static Element read(byte[] document, Limits limits) throws WbxmlException {
        try {
            return new WbxmlReader(Octets.of(document, limits), limits).document();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Reads to the end of the stream; an IOException is the connection's, never the document's. */
    public static Element read(InputStream in, Limits limits) throws IOException, WbxmlException {
        return new WbxmlReader(Octets.of(in, limits), limits).document();
    }

    private record Open(Tag tag, List<Node> children) {}

    private Element document() throws IOException, WbxmlException {
        header();
        Element root = null;
        while (root == null) root = step();
        padding();
        return root;
    }

    private void header() throws IOException, WbxmlException {
        int version = in.octet();
        if (version < 0x01 || version > 0x03) throw in.refused("not WBXML 1.1 to 1.3");
        boolean publicIdIsString = in.number() == 0;
        if (publicIdIsString) in.number();
        if (in.number() != UTF_8) throw in.refused("not in UTF-8");
        long stringTable = in.number();
        in.checkValue(stringTable);
        in.skip(stringTable);
    }

    /** Takes one token; the root element, when that was the last one. */
    private @Nullable Element step() throws IOException, WbxmlException {
        int token = in.octet();
        return switch (token) {
            case SWITCH_PAGE -> {
                page = in.octet();
                yield null;
            }
            case STR_I -> {
                parent().add(new Text(in.string()));
                yield null;
            }
            case OPAQUE -> {
                parent().add(Opaque.owning(in.opaque()));
                yield null;
            }
            case END -> end();
            default -> tag(token);
        };
    }

    private @Nullable Element tag(int token) throws WbxmlException {
        if ((token & CodePages.LAST_TOKEN) < CodePages.FIRST_TOKEN)
            throw in.refused(globalName(token) + ", which EAS does not use");
        if ((token & WITH_ATTRIBUTES) != 0) throw in.refused("a tag with attributes");
        if (open.size() == limits.depth()) throw in.refused("more than " + limits.depth() + " levels");
        count();
        Tag tag = Tag.of(page, token & CodePages.LAST_TOKEN);
        if ((token & WITH_CONTENT) == 0) return close(new Element(tag, List.of()));
        open.push(new Open(tag, new ArrayList<>()));
        return null;
    }

    private @Nullable Element end() throws WbxmlException {
        Open done = open.poll();
        if (done == null) throw in.refused("END without an element");
        return close(new Element(done.tag, done.children));
    }

    private @Nullable Element close(Element element) {
        Open parent = open.peek();
        if (parent == null) return element;
        parent.children.add(element);
        return null;
    }

    /** Where a value belongs. */
    private List<Node> parent() throws WbxmlException {
        Open parent = open.peek();
        if (parent == null) throw in.refused("content outside the root element");
        count();
        return parent.children;
    }

    private void count() throws WbxmlException {
        if (nodes++ == limits.nodes()) throw in.refused("more than " + limits.nodes() + " elements and values");
    }

    /** Zeros after the root are let in: padding, to the grammar page switches. Anything else is a second document. */
    private void padding() throws IOException, WbxmlException {
        for (int b = in.next(); b >= 0; b = in.next())
            if (b != SWITCH_PAGE) throw in.refused("content after the root element");
    }

    private static String globalName(int token) {
        return switch (token) {
            case 0x02 -> "ENTITY";
            case 0x04, 0x44, 0x84, 0xC4 -> "LITERAL";
            case 0x43 -> "PI";
            case 0x83 -> "STR_T";
            default -> "EXT";
        };
    }
}
