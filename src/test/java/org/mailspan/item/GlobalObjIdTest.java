package org.mailspan.item;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.support.Shows;

/** The id of a meeting below 16.0, made and read as MS-ASEMAIL 2.2.2.37 and 3.1.4.7 say. */
@Shows({"MS-ASEMAIL_R121", "MS-ASEMAIL_R20000", "MS-ASEMAIL_R20001", "MS-ASEMAIL_R20012", "MS-ASEMAIL_R20016"})
final class GlobalObjIdTest {
    private static final String OUTLOOK = "040000008200E00074C5B7101A82E00800000000905F2A4C3F59DC01"
            + "000000000000000010000000A1B2C3D4E5F60718293A4B5C6D7E8F90";

    @Test
    void theUidOfOutlookIsTheIdItself() {
        byte[] id = Base64.getDecoder().decode(GlobalObjId.of(OUTLOOK, Optional.empty()));
        assertArrayEquals(HexFormat.of().parseHex(OUTLOOK), id);
        assertEquals(Optional.of(OUTLOOK), GlobalObjId.uid(GlobalObjId.of(OUTLOOK, Optional.empty())));
    }

    @Test
    void anInstanceHasItsDayInTheIdAndTheUidOfTheSeries() {
        String id = GlobalObjId.of(OUTLOOK, Optional.of(LocalDate.of(2004, 12, 31)));
        byte[] octets = Base64.getDecoder().decode(id);
        assertArrayEquals(new byte[] {0x07, (byte) 0xD4, 12, 31}, Arrays.copyOfRange(octets, 16, 20));
        assertEquals(Optional.of(OUTLOOK), GlobalObjId.uid(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{81412D3C-2A24-4E9D-B20E-11F7BBE92799}", "a@b", "日本 ☕", "040000008200E00074C5B7101A82E008", "x"
            })
    void anyOtherUidIsWrappedAndComesBack(String uid) {
        String id = GlobalObjId.of(uid, Optional.empty());
        byte[] octets = Base64.getDecoder().decode(id);
        int length = uid.getBytes(StandardCharsets.UTF_8).length;
        assertEquals(40 + 12 + length + 1, octets.length);
        assertEquals(12 + length + 1, octets[36]);
        assertEquals("vCal-Uid", new String(octets, 40, 8, StandardCharsets.US_ASCII));
        assertEquals(0, octets[octets.length - 1]);
        assertEquals(Optional.of(uid), GlobalObjId.uid(id));
    }

    @Test
    void anIdWhoseLengthLiesIsReadAsOutlookDoes() {
        byte[] octets = Base64.getDecoder().decode(GlobalObjId.of("uid", Optional.empty()));
        octets[38] = 1;
        String hex = GlobalObjId.uid(Base64.getEncoder().encodeToString(octets)).orElseThrow();
        assertEquals(2 * octets.length, hex.length());
        for (String none : new String[] {"", "AAAA", "%"}) assertEquals(Optional.empty(), GlobalObjId.uid(none), none);
    }
}
