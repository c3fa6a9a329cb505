package org.mailspan.wbxml;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.mailspan.wbxml.Node.Opaque;
import org.mailspan.wbxml.Node.Text;

/**
 * Writes one WBXML document (MS-ASWBXML 2.1.1) as it comes: {@code start}, content, {@code end}. The end of the root
 * hands the rest to the stream; before it, {@link #flush} does.
 */
public final class WbxmlWriter {
    private static final byte[] HEADER = {0x03, 0x01, WbxmlReader.UTF_8, 0x00};

    private final Utf8Buffer out;
    private int page;
    private int depth;
    private boolean inText;
    private boolean done;

    public WbxmlWriter(OutputStream out) throws IOException {
        this.out = new Utf8Buffer(out);
        this.out.bytes(HEADER);
    }

    public static void write(Element root, OutputStream out) throws IOException {
        new WbxmlWriter(out).element(root);
    }

    public static byte[] bytes(Element root) {
        return pieces(root).bytes();
    }

    /** For what may be long. */
    public static Pieces pieces(Element root) {
        var out = new Pieces();
        try {
            write(root, out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out;
    }

    /** Begins an element with content, which an {@link #end} must close. */
    public void start(Tag tag) throws IOException {
        tag(tag, WbxmlReader.WITH_CONTENT);
        depth++;
    }

    /** An element without content: one byte. */
    public void empty(Tag tag) throws IOException {
        tag(tag, 0);
        if (depth == 0) finish();
    }

    public void end() throws IOException {
        if (depth == 0) throw new IllegalStateException("end without start");
        endText();
        out.octet(WbxmlReader.END);
        if (--depth == 0) finish();
    }

    public void element(Element element) throws IOException {
        if (element.children().isEmpty()) {
            empty(element.tag());
            return;
        }
        start(element.tag());
        for (int i = 0; i < element.children().size(); i++)
            node(element.children().get(i));
        end();
    }

    /** The most frequent kinds first: half of the writer's time went into a switch over patterns. */
    private void node(Node node) throws IOException {
        if (node instanceof Element inner) element(inner);
        else if (node instanceof Text text) text(text.value());
        else
            switch (node) {
                case Element inner -> element(inner);
                case Text(String value) -> text(value);
                case Utf8Text text -> text(text);
                case StreamedText text -> text(text);
                case Opaque opaque -> opaque(opaque);
            }
    }

    /** Texts that follow each other become one string, so long content can be written piece by piece. */
    public void text(String value) throws IOException {
        checkInside();
        if (value.isEmpty()) return;
        if (!inText) out.octet(WbxmlReader.STR_I);
        inText = true;
        out.text(value);
    }

    public void text(Utf8Text value) throws IOException {
        checkInside();
        if (value.isEmpty()) return;
        if (!inText) out.octet(WbxmlReader.STR_I);
        inText = true;
        out.text(value);
    }

    /** Past all buffers, from where it lies to the stream. */
    public void text(StreamedText value) throws IOException {
        checkInside();
        if (value.length() == 0) return;
        if (!inText) out.octet(WbxmlReader.STR_I);
        inText = true;
        out.text(value);
    }

    public void opaque(Opaque value) throws IOException {
        checkInside();
        endText();
        out.octet(WbxmlReader.OPAQUE);
        out.number(value.length());
        out.bytes(value.shared());
    }

    /** Sends what is written so far on its way; the first items of a long answer should not wait for the last. */
    public void flush() throws IOException {
        out.flush();
    }

    private void tag(Tag tag, int content) throws IOException {
        if (tag instanceof Tag.Unknown) throw new IllegalArgumentException("cannot be written: " + tag);
        if (done) throw new IllegalStateException("a second root: " + tag);
        endText();
        if (tag.page() != page) {
            page = tag.page();
            out.octet(WbxmlReader.SWITCH_PAGE);
            out.octet(page);
        }
        out.octet(tag.token() | content);
    }

    private void endText() throws IOException {
        if (!inText) return;
        out.endText();
        out.octet(0);
        inText = false;
    }

    private void checkInside() {
        if (depth == 0) throw new IllegalStateException("content outside the root element");
    }

    private void finish() throws IOException {
        done = true;
        out.drain();
    }
}
