package org.mailspan.backend.memory;

import java.util.Arrays;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Content;
import org.mailspan.backend.memory.Mailbox.Message;
import org.mailspan.format.MimePart;
import org.mailspan.format.MimeTree;
import org.mailspan.format.PartNames;
import org.mailspan.format.TransferDecoding;

/** Parts of messages that lie in memory whole. */
final class MemoryParts {
    private MemoryParts() {}

    /** @param section as of an attachment; empty for the whole message, and 0 is how a stub names it */
    static Content part(Message message, String section) throws BackendException {
        if (section.isEmpty() || section.equals("0")) return content("message/rfc822", message.octets());
        MimeTree tree = MimeTree.parse(message.octets());
        Optional<MimePart> part = PartNames.find(tree.root(), section);
        Optional<byte[]> octets = part.flatMap(one -> tree.section(one.section()));
        if (part.isEmpty() || octets.isEmpty()) throw new BackendException(Kind.ITEM_GONE, "no part " + section);
        String encoding = part.get().encoding();
        return content(part.get().mediaType(), TransferDecoding.decode(octets.get(), encoding));
    }

    private static Content content(String mediaType, byte[] octets) {
        return new Content(mediaType, octets.length, (out, from, length) -> out.write(cut(octets, from, length)));
    }

    static byte[] cut(byte[] octets, long from, long length) {
        int start = Math.clamp(from, 0, octets.length);
        int end = start + Math.clamp(length, 0, octets.length - start);
        return start == 0 && end == octets.length ? octets : Arrays.copyOfRange(octets, start, end);
    }
}
