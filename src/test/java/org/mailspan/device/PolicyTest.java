package org.mailspan.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Provision;

/** The policy's document and its keys. */
final class PolicyTest {
    private final Policy all = Policy.ALLOW_ALL;

    @Test
    void theKeysFollowFromTheContentAlone() {
        var settings = all.document().elements().toList();
        assertEquals(all.finalKey(), new Policy(settings).finalKey());
        assertEquals(all.temporaryKey(), new Policy(settings).temporaryKey());
    }

    /** Phones keep the key over restarts and new releases: another one sends every phone to provision itself again. */
    @Test
    void theKeysOfTheAllowAllPolicyStayWhatTheyAre() {
        assertEquals(List.of(528475136L, 190568368L), List.of(all.temporaryKey(), all.finalKey()));
    }

    @Test
    void anotherContentHasOtherKeys() {
        var other = new Policy(List.of(Element.of(Provision.DevicePasswordEnabled, true)));
        assertNotEquals(all.finalKey(), other.finalKey());
        assertNotEquals(all.temporaryKey(), other.temporaryKey());
    }

    @Test
    void theTemporaryKeyIsNotTheFinalOne() {
        assertNotEquals(all.temporaryKey(), all.finalKey());
    }

    @Test
    void aKeyIsNeverZeroAndFitsASignedNumber() {
        for (long key : new long[] {all.temporaryKey(), all.finalKey()})
            assertTrue(key > 0 && key <= Integer.MAX_VALUE, () -> "key " + key);
    }

    /** What each setting must say so that nobody is restricted; MS-ASPROV 2.2.2. */
    @Test
    void everySettingAllows() {
        for (Element setting : all.document().elements().toList()) {
            String name = setting.tag().name();
            Optional<String> allowing = allowing(name);
            assertEquals(allowing, Optional.of(setting.text()), name);
        }
    }

    private static Optional<String> allowing(String name) {
        return switch (name) {
            case "AllowBluetooth", "AllowSMIMEEncryptionAlgorithmNegotiation" -> Optional.of("2");
            case "AttachmentsEnabled" -> Optional.of("1");
            case "MaxEmailBodyTruncationSize", "MaxEmailHTMLBodyTruncationSize" -> Optional.of("-1");
            case "MaxCalendarAgeFilter", "MaxEmailAgeFilter" -> Optional.of("0");
            case "DevicePasswordEnabled", "DevicePasswordExpiration", "DevicePasswordHistory" -> Optional.of("0");
            case "AlphanumericDevicePasswordRequired", "PasswordRecoveryEnabled" -> Optional.of("0");
            default -> {
                if (name.startsWith("Allow")) yield Optional.of("1");
                boolean required = name.startsWith("Require") && !name.endsWith("Algorithm");
                yield required ? Optional.of("0") : Optional.empty();
            }
        };
    }

    /** Outlook goes round in circles over an element that its version does not have (quirk C5). */
    @ParameterizedTest
    @EnumSource(Version.class)
    void noElementIsNewerThanTheVersion(Version version) throws IOException {
        Path rows = Path.of(System.getProperty("mailspan.spec", "../shared/spec"), "wbxml-tokens.tsv");
        assumeTrue(Files.exists(rows), "needs the specification's rows, -Dmailspan.spec=DIRECTORY: no " + rows);
        Set<String> known = Files.readAllLines(rows).stream()
                .map(row -> row.split("\t"))
                .filter(row -> row[1].equals("Provision")
                        && Arrays.asList(row[4].split(", *")).contains(version.text()))
                .map(row -> row[3])
                .collect(Collectors.toSet());
        // The table forgets 16.1 here; MS-ASPROV_R25001 has it.
        known.add("MaxCalendarAgeFilter");
        var names = all.document().elements().map(setting -> setting.tag().name());
        assertEquals(List.of(), names.filter(name -> !known.contains(name)).toList());
    }
}
