package org.mailspan.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.http.RequestLine.Encoded;
import org.mailspan.http.RequestLine.Malformed;
import org.mailspan.http.RequestLine.Plain;
import org.mailspan.http.RequestLine.Sender;
import org.mailspan.protocol.Version;
import org.mailspan.support.Shows;

/** MS-ASHTTP 2.2.1.1.1, with the variations that clients were seen to send. */
final class RequestLineTest {
    private static final String FRONT = "Cmd=Sync&User=jo&DeviceId=v140Device&DeviceType=SmartPhone";

    @Test
    void theTwoFormsOfTheSpecificationsExampleSayTheSame() {
        var plain = assertInstanceOf(Plain.class, RequestLine.of(FRONT));
        assertEquals("Sync", plain.command());
        assertEquals(new Sender("jo", "v140Device", "SmartPhone"), plain.sender());

        var encoded = encoded("jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l");
        assertEquals(0, encoded.command());
        assertEquals(Optional.of(Version.V14_0), encoded.version());
        assertEquals(OptionalLong.empty(), encoded.policyKey());
        assertEquals(new Sender("", "v140Device", "SmartPhone"), encoded.sender());
        assertEquals(Map.of(), encoded.parameters());
    }

    @Shows("MS-ASHTTP_R282")
    @Test
    void namesOfParametersAreFoundInAnySpellingAndOthersAreLeftOut() {
        var plain = assertInstanceOf(
                Plain.class,
                RequestLine.of("cmd=SmartReply&user=jo&DEVICEID=d&devicetype=T&itemid=1%3A7&COLLECTIONID=1"
                        + "&saveInSent=T&Foo=bar&Occurrence=&ItemId=other&&=x"));
        assertEquals(
                Map.of("ItemId", "1:7", "CollectionId", "1", "SaveInSent", "T", "Occurrence", ""), plain.parameters());
    }

    @Test
    void percentSignsAreDecodedAndAPlusStaysOne() {
        var plain = assertInstanceOf(
                Plain.class, RequestLine.of("Cmd=Sync&User=jo+x%40example.org&DeviceId=d&DeviceType=A%20%c3%bc"));
        assertEquals("jo+x@example.org", plain.sender().user());
        assertEquals("A ü", plain.sender().deviceType());
    }

    @Test
    void whatShouldBeEscapedAndIsNotIsTakenAsItIs() {
        String latin1 = "Cmd=Sync&User=DOM\\j\u00f6@x&DeviceId=d&DeviceType=T";
        assertEquals(
                "DOM\\jö@x",
                assertInstanceOf(Plain.class, RequestLine.of(latin1)).sender().user());
        String utf8 = "Cmd=Sync&User=j\u00c3\u00b6&DeviceId=d&DeviceType=T";
        assertEquals(
                "jö",
                assertInstanceOf(Plain.class, RequestLine.of(utf8)).sender().user());
    }

    @Test
    void nothingThatAClientWritesBreaksALineOfTheLog() {
        var plain = assertInstanceOf(
                Plain.class, RequestLine.of("Cmd=Sync&User=a%0Ab%1b&DeviceId=d&DeviceType=" + "x".repeat(500)));
        assertEquals("a_b_", plain.sender().user());
        assertEquals(128, plain.sender().deviceType().length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                "&",
                "Cmd=",
                "Cmd=Sync",
                "User=jo&DeviceId=d&DeviceType=T",
                "Cmd=Sync&User=jo&DeviceType=T",
                "Cmd=Sync&User=jo&DeviceId=&DeviceType=T",
                "Cmd=Sync&User=jo&DeviceId=a,b&DeviceType=T",
                "Cmd=Sync&User=jo&DeviceId=a%0d%0ab&DeviceType=T",
                "Cmd=Sync&User=jo&DeviceId=../../x&DeviceType=T",
                "Cmd=Sync&User=jo&DeviceId=d&DeviceType=%4",
                "Cmd=Sync&User=jo&DeviceId=d&DeviceType=%zz",
                "not base64 at all!",
                "AAAAA",
                "jAAJ",
                "jAAJBAp2MTQwRGV2aWNl"
            })
    void whatCannotBeUnderstoodIsMalformed(String query) {
        assertInstanceOf(Malformed.class, RequestLine.of(query));
    }

    @Test
    void aDeviceIdMayHave64CharactersAndNotOneMore() {
        String front = "Cmd=Sync&User=jo&DeviceType=T&DeviceId=";
        assertInstanceOf(Plain.class, RequestLine.of(front + "0"));
        assertInstanceOf(Plain.class, RequestLine.of(front + "x".repeat(64)));
        assertInstanceOf(Malformed.class, RequestLine.of(front + "x".repeat(65)));
    }

    /** Quirk A14: peers fail on every one of these but the first. */
    @Test
    void base64ComesInBothAlphabetsPaddedAndUnpadded() {
        byte[] octets = new Octets(161, 18)
                .device(HexFormat.of().parseHex("fffbefbeffffff"))
                .key(0xFFFF_FFFFL)
                .type("TT")
                .parameter(8, "")
                .bytes();
        String standard = Base64.getEncoder().encodeToString(octets);
        String url = Base64.getUrlEncoder().encodeToString(octets);
        assertTrue(standard.contains("+") && standard.contains("/") && standard.endsWith("=="), standard);
        Encoded expected = encoded(standard);
        assertEquals(OptionalLong.of(0xFFFF_FFFFL), expected.policyKey());
        for (String form : new String[] {
            standard.replace("=", ""),
            url,
            url.replace("=", ""),
            standard.replace("=", "%3D").replace("+", "%2B").replace("/", "%2f")
        }) assertEquals(expected, RequestLine.of(form), form);
    }

    @Test
    void aBinaryDeviceIdBecomesTheHexTextOfTheOtherForm() {
        byte[] guid = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
        var encoded = encoded(new Octets(160, 9).device(guid).key(-1).type("").text());
        assertEquals("00112233445566778899AABBCCDDEEFF", encoded.sender().deviceId());
        assertEquals("", encoded.sender().deviceType());
    }

    @Shows("MS-ASHTTP_R92 MS-ASHTTP_R94")
    @Test
    void parametersAndOptionsOfTheBase64FormHaveTheNamesOfTheOther() {
        var encoded = encoded(new Octets(121, 3)
                .device("d".getBytes(StandardCharsets.US_ASCII))
                .key(7)
                .type("T")
                .parameter(0, "a b")
                .parameter(1, "12")
                .parameter(3, "12:5")
                .parameter(4, "long")
                .parameter(6, "o")
                .parameter(7, "\u0003")
                .parameter(8, "jö")
                .parameter(99, "unknown")
                .text());
        assertEquals(
                Map.of(
                        "AttachmentName",
                        "a b",
                        "CollectionId",
                        "12",
                        "ItemId",
                        "12:5",
                        "LongId",
                        "long",
                        "Occurrence",
                        "o",
                        "SaveInSent",
                        "T"),
                encoded.parameters());
        assertTrue(encoded.multipart());
        assertEquals("jö", encoded.sender().user());
        assertEquals(OptionalLong.of(7), encoded.policyKey());
    }

    @Test
    void aVersionThatIsNotSpokenIsSaidToBeNone() {
        assertEquals(
                Optional.empty(),
                encoded(new Octets(25, 0)
                                .device(new byte[] {'d'})
                                .key(-1)
                                .type("T")
                                .text())
                        .version());
    }

    /** Truncated and mutated queries end in a value, never in an exception. */
    @Test
    void garbageIsAlwaysAnOutcome() {
        byte[] good = new Octets(161, 2)
                .device(new byte[] {'d'})
                .key(7)
                .type("T")
                .parameter(1, "12")
                .bytes();
        var random = new Random(4);
        for (int round = 0; round < 20_000; round++) {
            byte[] octets = Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int i = 0; i < octets.length; i++) if (random.nextInt(6) == 0) octets[i] = (byte) random.nextInt(256);
            RequestLine.of(Base64.getEncoder().encodeToString(octets));
            RequestLine.of(new String(octets, StandardCharsets.ISO_8859_1));
            RequestLine.of("Cmd=Sync&" + new String(octets, StandardCharsets.ISO_8859_1) + "&DeviceId=%" + round);
        }
    }

    private static Encoded encoded(String query) {
        return assertInstanceOf(Encoded.class, RequestLine.of(query));
    }

    /** Writes the octets of a base64 query. */
    private static final class Octets {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Octets(int version, int command) {
            out.write(version);
            out.write(command);
            out.writeBytes(new byte[] {0x09, 0x04});
        }

        Octets device(byte[] id) {
            return value(id);
        }

        /** @param key -1 for none */
        Octets key(long key) {
            out.write(key < 0 ? 0 : 4);
            for (int shift = 0; key >= 0 && shift < 32; shift += 8) out.write((int) (key >>> shift));
            return this;
        }

        Octets type(String type) {
            return value(type.getBytes(StandardCharsets.UTF_8));
        }

        Octets parameter(int tag, String value) {
            out.write(tag);
            return value(value.getBytes(StandardCharsets.UTF_8));
        }

        private Octets value(byte[] octets) {
            out.write(octets.length);
            out.writeBytes(octets);
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        String text() {
            return Base64.getEncoder().encodeToString(bytes());
        }
    }
}
