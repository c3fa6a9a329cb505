package org.mailspan.wbxml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is written is read again, for any tree; a failure names the seed, and -Dmailspan.seed=N repeats it. */
final class WbxmlRoundTripTest {
    private static final long SEED = Long.getLong("mailspan.seed", 25);

    @Test
    void everyTreeComesBackEqual() throws Exception {
        Set<Tag> seen = new HashSet<>();
        for (long seed = SEED; seed < SEED + 5_000; seed++) {
            var random = new Random(seed);
            Element tree = Samples.randomTree(random, 1 + random.nextInt(12));
            byte[] bytes = WbxmlWriter.bytes(tree);
            assertEquals(tree, WbxmlReader.read(bytes, Limits.DEFAULT), "seed " + seed);
            assertEquals(
                    tree, WbxmlReader.read(new ByteArrayInputStream(bytes), Limits.DEFAULT), "streamed, seed " + seed);
            collect(tree, seen);
        }
        assertTrue(seen.containsAll(Samples.tags()), "the trees should have every tag");
    }

    @Test
    void theSamplesComeBackEqual() throws Exception {
        for (Element document : Samples.documents())
            assertEquals(document, WbxmlReader.read(WbxmlWriter.bytes(document), Limits.DEFAULT));
    }

    private static void collect(Element element, Set<Tag> into) {
        into.add(element.tag());
        element.elements().forEach(child -> collect(child, into));
    }
}
