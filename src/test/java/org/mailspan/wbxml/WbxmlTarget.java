package org.mailspan.wbxml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.util.List;
import org.mailspan.fuzz.Target;

/** The reader of documents, for fuzzing. */
public final class WbxmlTarget {
    private WbxmlTarget() {}

    public static Target wbxml() {
        return new Target(
                "wbxml",
                WbxmlTarget::read,
                () -> Samples.documents().stream().map(WbxmlWriter::bytes).toList(),
                List.of("\0\0", "\3x\0", "\1", "\0\021", "\3"));
    }

    /** From octets and from a stream the same; and what was read can be written, and read again. */
    private static void read(byte[] input) throws Exception {
        Element element;
        try {
            element = WbxmlReader.read(input, Limits.DEFAULT);
        } catch (WbxmlException refused) {
            assertTrue(refused.getMessage().length() < 500, refused.getMessage());
            return;
        }
        element.indented();
        if (hasUnknown(element)) return;
        byte[] written = WbxmlWriter.bytes(element);
        assertArrayEquals(
                written,
                WbxmlWriter.bytes(WbxmlReader.read(new ByteArrayInputStream(input), Limits.DEFAULT)),
                "from a stream");
        // a text of nothing but what no document can carry is empty the first time, and none the second
        byte[] again = WbxmlWriter.bytes(WbxmlReader.read(written, Limits.DEFAULT));
        assertArrayEquals(again, WbxmlWriter.bytes(WbxmlReader.read(again, Limits.DEFAULT)), "written and read again");
    }

    /** Read, to be passed over; never written. */
    private static boolean hasUnknown(Element element) {
        return element.tag() instanceof Tag.Unknown || element.elements().anyMatch(WbxmlTarget::hasUnknown);
    }
}
