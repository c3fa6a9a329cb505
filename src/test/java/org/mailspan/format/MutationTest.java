package org.mailspan.format;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailspan.item.ApplicationData;
import org.mailspan.item.Body;
import org.mailspan.item.BodyFields;
import org.mailspan.item.EmailFields;
import org.mailspan.item.Item;
import org.mailspan.protocol.Version;

/**
 * The messages of the corpus with octets changed, cut out, doubled and mixed: an item comes of each, in time, with all
 * that a phone needs; and a client's message never leaves with a header that it should not have. A failure names its
 * seed and the message.
 */
final class MutationTest {
    private static final long SEED = Long.getLong("mailspan.seed", 26);
    private static final int MUTANTS = Integer.getInteger("mailspan.mutants", 2_500);
    private static final String[] TELLING = {
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        "--",
        "=?utf-8?B?",
        "?=",
        "=",
        "\"",
        "(",
        "<",
        ">",
        ";",
        ":",
        ",",
        "\0",
        "\u00FF",
        "\u001B$B",
        "Content-Type: multipart/mixed; boundary=alt\r\n",
        "Content-Type: message/rfc822\r\n\r\n",
        "boundary=",
        "Content-Transfer-Encoding: base64\r\n",
        "charset=utf-16",
        "charset=iso-2022-jp",
        "filename*0*=",
        "\r\n--alt",
        "&#x1F600;",
        "<div>",
        "Bcc: x@y\r\n",
        "From: x@y\r\n"
    };
    private static final String[] OPTIONS = {
        "none", "html", "html50", "plain", "plain50", "both", "rtf", "preview", "allornone", "mime", "smime", "part"
    };

    private final Random random = new Random(SEED);
    private final List<byte[]> corpus = Golden.files(".eml").stream()
            .map(Path::getFileName)
            .map(name -> Golden.message(name.toString().replace(".eml", "")))
            .toList();

    @Test
    void anItemComesOfAnything() {
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutant();
            String options = OPTIONS[i % OPTIONS.length];
            try {
                Item item = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> item(mutant, options));
                check(item, options);
            } catch (RuntimeException | AssertionError e) {
                fail(
                        "seed " + SEED + ", mutant " + i + ", " + options + ": "
                                + Base64.getEncoder().encodeToString(mutant),
                        e);
            }
        }
    }

    /** Now and then a host delivers other octets than its structure promised. */
    private Item item(byte[] mutant, String options) {
        if (random.nextInt(4) > 0) return Golden.item(mutant, Golden.options(options));
        var tree = MimeTree.parse(mutant);
        var sections = new HashMap<>(tree.sections(Mime.needs(tree.root(), tree.size(), Golden.options(options))));
        sections.replaceAll((id, octets) -> Arrays.copyOf(octets, random.nextInt(octets.length + 1)));
        return Mime.email(tree.data("SX", Golden.RECEIVED), sections, Golden.options(options), 1, 2);
    }

    private static void check(Item item, String options) {
        assertTrue(item.get(EmailFields.DateReceived).isPresent());
        Body body = item.get(BodyFields.Body).orElseThrow();
        if (options.endsWith("50") && !body.data().toString().contains("could not be converted"))
            assertTrue(body.data().length() <= 50);
        for (Version version : Version.values())
            assertTrue(ApplicationData.write(EmailFields.TABLE, item, version).size() > 5);
    }

    @Test
    void nothingUnwantedLeaves() {
        var own = List.of("me@example.com", "other@example.com");
        for (int i = 0; i < MUTANTS; i++) {
            byte[] mutant = mutant();
            try {
                if (Compose.outgoing(mutant, own, true) instanceof Composed.Ready(Outgoing mail))
                    ComposeTest.assertSound(mail, own);
            } catch (RuntimeException | AssertionError e) {
                fail(
                        "seed " + SEED + ", mutant " + i + ": "
                                + Base64.getEncoder().encodeToString(mutant),
                        e);
            }
        }
    }

    private byte[] mutant() {
        byte[] octets = pick().clone();
        for (int n = 1 + random.nextInt(4); n > 0; n--) octets = changed(octets);
        return octets;
    }

    private byte[] pick() {
        return corpus.get(random.nextInt(corpus.size()));
    }

    private byte[] changed(byte[] octets) {
        int at = random.nextInt(octets.length + 1);
        int to = Math.min(octets.length, at + random.nextInt(40));
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(octets, at);
            case 1 ->
                joined(octets, at, TELLING[random.nextInt(TELLING.length)].getBytes(StandardCharsets.ISO_8859_1), at);
            case 2 -> joined(octets, at, new byte[] {(byte) random.nextInt(256)}, Math.min(octets.length, at + 1));
            case 3 -> joined(octets, at, new byte[0], to);
            case 4 -> joined(octets, to, Arrays.copyOfRange(octets, at, to), to);
            default -> {
                byte[] other = pick();
                int from = random.nextInt(other.length);
                yield joined(octets, at, Arrays.copyOfRange(other, from, other.length), octets.length);
            }
        };
    }

    private static byte[] joined(byte[] octets, int end, byte[] middle, int from) {
        byte[] all = Arrays.copyOf(octets, end + middle.length + octets.length - from);
        System.arraycopy(middle, 0, all, end, middle.length);
        System.arraycopy(octets, from, all, end + middle.length, octets.length - from);
        return all;
    }
}
