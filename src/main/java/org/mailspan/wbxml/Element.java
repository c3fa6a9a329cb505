package org.mailspan.wbxml;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One element of a request or an answer: immutable, and in one form only (no empty and no adjacent texts), so that
 * equal documents are equal trees: those that were read, since a body that was made for writing is {@link Utf8Text}.
 * Prints itself as the XML of the specification's examples.
 */
public record Element(Tag tag, List<Node> children) implements Node {
    public Element {
        children = Texts.joined(children);
    }

    /**
     * Content may be nodes, texts, numbers, booleans (1 and 0), a tag (an empty element), byte[] (OPAQUE), and
     * Optional, Iterable or Stream of these; null adds nothing. Anything else is refused: its toString() was never
     * meant for a phone.
     */
    public static Element of(Tag tag, @Nullable Object... content) {
        var children = new ArrayList<Node>(content.length);
        for (Object one : content) collect(one, children);
        return new Element(tag, children);
    }

    /** As {@link #of(Tag, Object...)}, for what most elements are; every answer is made of hundreds of these. */
    public static Element of(Tag tag, String text) {
        return new Element(tag, text.isEmpty() ? List.of() : List.of(new Text(text)));
    }

    private static void collect(@Nullable Object content, List<Node> into) {
        switch (content) {
            case null -> {}
            case Node node -> into.add(node);
            case CharSequence text -> into.add(new Text(text.toString()));
            case Number number -> into.add(new Text(number.toString()));
            case Boolean flag -> into.add(new Text(flag ? "1" : "0"));
            case Tag empty -> into.add(new Element(empty, List.of()));
            case byte[] bytes -> into.add(Opaque.of(bytes));
            case Optional<?> maybe -> maybe.ifPresent(one -> collect(one, into));
            case Iterable<?> many -> many.forEach(one -> collect(one, into));
            case Stream<?> many -> many.forEach(one -> collect(one, into));
            default -> throw new IllegalArgumentException("not content of an element: " + content.getClass());
        }
    }

    /** The child elements, in order. */
    public Stream<Element> elements() {
        return children.stream().filter(Element.class::isInstance).map(Element.class::cast);
    }

    /** Every element at the end of this path of tags, in order: {@code sync.all(Collections, Collection)}. */
    public Stream<Element> all(Tag... path) {
        Stream<Element> found = Stream.of(this);
        for (Tag tag : path) found = found.flatMap(Element::elements).filter(child -> child.tag.equals(tag));
        return found;
    }

    public Optional<Element> first(Tag... path) {
        return all(path).findFirst();
    }

    public boolean has(Tag... path) {
        return all(path).findFirst().isPresent();
    }

    /** The text of the first element at the end of this path; empty text if that element is empty. */
    public Optional<String> text(Tag... path) {
        return first(path).map(Element::text);
    }

    /**
     * A switch such as GetChanges or SaveInSentItems: clients send it as a tag without content, as a tag with content
     * and nothing in it, or with 1 or 0. Absent is left to the caller, since each switch has its own default.
     */
    public Optional<Boolean> flag(Tag... path) {
        return text(path).map(value -> !value.strip().equals("0"));
    }

    /** The texts directly in this element; OPAQUE is read as UTF-8, since clients send either. */
    public String text() {
        if (children.isEmpty()) return "";
        if (children.size() == 1 && children.getFirst() instanceof Text(String value)) return value;
        var out = new StringBuilder();
        for (Node child : children)
            switch (child) {
                case Element _ -> {}
                case Text(String value) -> out.append(value);
                case Utf8Text text -> out.append(text);
                case StreamedText text -> out.append(text.value());
                case Opaque opaque -> out.append(new String(opaque.bytes(), StandardCharsets.UTF_8));
            }
        return out.toString();
    }

    /** The content as bytes: SendMail brings Mime as OPAQUE, some clients fall back to a string. */
    public byte[] bytes() {
        return onlyOpaque().map(Opaque::bytes).orElseGet(() -> text().getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #bytes}, without copying OPAQUE content. */
    public InputStream stream() {
        return onlyOpaque().map(Opaque::stream).orElseGet(() -> new ByteArrayInputStream(bytes()));
    }

    private Optional<Opaque> onlyOpaque() {
        return children.size() == 1 && children.getFirst() instanceof Opaque opaque
                ? Optional.of(opaque)
                : Optional.empty();
    }

    /** On one line, for logs. */
    @Override
    public String toString() {
        return Xml.line(this);
    }

    /** One element a line, for people. */
    public String indented() {
        return Xml.indented(this);
    }
}
