package org.mailspan.format;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole raw message, parsed: what a host tells of it by BODYSTRUCTURE and FETCH, from its octets alone. Sections are
 * numbered as IMAP does. Any octets are a message; depth and number of parts are bounded.
 */
public final class MimeTree {
    private final byte[] octets;
    private final MimePart root;
    private final Map<String, Extent> extents;

    /** Where a part lies: its header, its body up to {@code end}. */
    record Extent(int start, int body, int end) {}

    MimeTree(byte[] octets, MimePart root, Map<String, Extent> extents) {
        this.octets = octets;
        this.root = root;
        this.extents = extents;
    }

    /** @param message is kept, not copied */
    public static MimeTree parse(byte[] message) {
        return new MimeParser(message).tree();
    }

    public MimePart root() {
        return root;
    }

    public long size() {
        return octets.length;
    }

    /** The message's own header with the empty line after it. */
    public byte[] header() {
        return Arrays.copyOf(octets, Math.min(octets.length, new MimeParser(octets).bodyOf(0, octets.length)));
    }

    /** The body of a part as encoded, {@code BODY[2.1]}; of a message/rfc822 the whole message in it; all for "". */
    public Optional<byte[]> section(String id) {
        if (id.isEmpty()) return Optional.of(octets);
        return extent(id).map(e -> Arrays.copyOfRange(octets, e.body(), e.end()));
    }

    /** The header of a part, {@code BODY[2.1.MIME]}. */
    public Optional<byte[]> header(String id) {
        return extent(id).map(e -> Arrays.copyOfRange(octets, e.start(), e.body()));
    }

    Optional<Extent> extent(String id) {
        return Optional.ofNullable(extents.get(id));
    }

    /** What {@link Mime} makes an item of, before its sections. */
    public MessageData data(String stamp, Instant received) {
        return new MessageData(header(), root, stamp, received, octets.length);
    }

    /** What a host answers when these are fetched. */
    public Map<String, byte[]> sections(List<Section> wanted) {
        var fetched = new HashMap<String, byte[]>();
        for (Section one : wanted) prefix(one).ifPresent(body -> fetched.merge(one.id(), body, MimeTree::longer));
        return fetched;
    }

    /** Only that much of the octets is copied: the part may be of hundreds of megabytes. */
    private Optional<byte[]> prefix(Section wanted) {
        if (wanted.id().isEmpty() && octets.length <= wanted.octets()) return Optional.of(octets);
        Optional<Extent> place =
                wanted.id().isEmpty() ? Optional.of(new Extent(0, 0, octets.length)) : extent(wanted.id());
        return place.map(e -> Arrays.copyOfRange(octets, e.body(), (int)
                Math.min(e.end(), e.body() + Math.min(wanted.octets(), Integer.MAX_VALUE))));
    }

    private static byte[] longer(byte[] one, byte[] other) {
        return one.length >= other.length ? one : other;
    }
}
