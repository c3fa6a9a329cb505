package org.mailspan.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.device.Policy.Compliance;
import org.mailspan.device.Policy.Standing;
import org.mailspan.device.PolicySettings.Required;
import org.mailspan.protocol.Version;
import org.mailspan.support.Schemas;
import org.mailspan.support.Shows;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Provision;

/** The policy's document, which elements it can have, and its keys. */
final class PolicyTest {
    private static final Path SPECIFICATION = Path.of(System.getProperty("mailspan.spec", "../shared/spec"));
    private static final Policy ALL = Policy.ALLOW_ALL;

    private static Policy policy(Required required, Map<PolicyElement, String> asked) {
        return new Policy(new PolicySettings(asked, required));
    }

    private static Policy password(Required required) {
        return policy(required, Map.of(PolicyElement.DevicePasswordEnabled, "on"));
    }

    private static long key(Policy policy, Compliance compliance) {
        return policy.finalKey(compliance).orElseThrow();
    }

    /** One that restricts. */
    private static String restricting(PolicyElement element) {
        return switch (element) {
            case PasswordRecoveryEnabled -> "off";
            case AllowBluetooth, AllowSMIMEEncryptionAlgorithmNegotiation -> "1";
            case UnapprovedInROMApplicationList -> "game.exe, chat.exe";
            case ApprovedApplicationList -> "0123456789abcdef0123456789abcdef01234567";
            default ->
                Stream.of("off", "4")
                        .filter(text -> element.remedy(text).isEmpty() && !element.isUnrestricted(text))
                        .findFirst()
                        .orElseGet(() -> element.remedy("on").isEmpty() ? "on" : "1");
        };
    }

    @Test
    void theKeysFollowFromTheContentAlone() {
        for (Required required : List.of(Required.PARTLY, Required.FULLY)) {
            assertEquals(key(password(Required.OFF), Compliance.FULL), key(password(required), Compliance.FULL));
            assertEquals(
                    password(Required.OFF).temporaryKey(), password(required).temporaryKey());
        }
    }

    /** Phones keep the key over restarts and new releases: another one sends every phone to provision itself again. */
    @ParameterizedTest
    @EnumSource(Compliance.class)
    void theKeysOfTheAllowAllPolicyStayWhatTheyAre(Compliance compliance) {
        assertEquals(List.of(528475136L, 190568368L), List.of(ALL.temporaryKey(), key(ALL, compliance)));
    }

    @ParameterizedTest
    @EnumSource(Required.class)
    void whoAsksForNothingHasTheAllowAllPolicyWhateverIsRequired(Required required) {
        var nothing = policy(required, Map.of());
        assertEquals(ALL.document(), nothing.document());
        assertEquals(Standing.GOOD, nothing.standing(0));
        for (Compliance one : Compliance.values()) assertEquals(key(ALL, one), key(nothing, one));
    }

    @Test
    void whatAllowsEverythingAsksForNothing() {
        var all = new EnumMap<PolicyElement, String>(PolicyElement.class);
        for (PolicyElement element : PolicyElement.values())
            if (!element.unrestricted().isEmpty()) all.put(element, element.unrestricted());
        assertEquals(PolicySettings.NONE, new PolicySettings(all, Required.PARTLY));
    }

    @Test
    void anotherContentHasOtherKeys() {
        Set<Long> keys = new HashSet<>(List.of(ALL.temporaryKey(), key(ALL, Compliance.FULL)));
        int policies = 1;
        for (PolicyElement element : PolicyElement.values()) {
            var other = policy(Required.PARTLY, Map.of(element, restricting(element)));
            if (other.document().equals(ALL.document())) continue;
            policies++;
            keys.add(other.temporaryKey());
            keys.add(key(other, Compliance.FULL));
        }
        assertEquals(PolicyElement.values().length, policies, "all but PasswordRecoveryEnabled, and the first");
        assertEquals(2 * policies, keys.size());
    }

    @Test
    void aKeyIsNeverZeroAndFitsASignedNumber() {
        for (Policy policy : List.of(ALL, password(Required.OFF)))
            for (Compliance compliance : Compliance.values())
                for (long key : new long[] {policy.temporaryKey(), key(policy, compliance)})
                    assertTrue(key > 0 && key <= Integer.MAX_VALUE, () -> "key " + key);
    }

    /** What each setting must say so that nobody is restricted; MS-ASPROV 2.2.2. */
    @Test
    void everySettingOfTheAllowAllPolicyAllows() {
        for (Element setting : ALL.document().elements().toList()) {
            String name = setting.tag().name();
            assertEquals(allowing(name), Optional.of(setting.text()), name);
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

    @Test
    @Shows("MS-ASPROV_R652")
    void whatIsNotAskedForIsTakenBackByAnEmptyElementOrTheValueThatAllows() {
        Element document = password(Required.PARTLY).document();
        assertEquals(Optional.of("1"), document.text(Provision.DevicePasswordEnabled));
        assertEquals(Optional.of("1"), document.text(Provision.AllowCamera));
        for (Provision empty : List.of(
                Provision.MinDevicePasswordLength,
                Provision.MaxInactivityTimeDeviceLock,
                Provision.MaxDevicePasswordFailedAttempts,
                Provision.MaxAttachmentSize,
                Provision.UnapprovedInROMApplicationList))
            assertEquals(Optional.of(Element.of(empty)), document.first(empty), empty.name());
    }

    /** An empty list of what may run would let nothing run, MS-ASPROV_R198. */
    @Test
    void whatHasNoHarmlessValueIsLeftOut() {
        Element document = password(Required.PARTLY).document();
        for (Provision absent : List.of(
                Provision.MinDevicePasswordComplexCharacters,
                Provision.RequireSignedSMIMEAlgorithm,
                Provision.RequireEncryptionSMIMEAlgorithm,
                Provision.ApprovedApplicationList)) assertFalse(document.has(absent), absent.name());
    }

    @Test
    void theTableHasEveryElementInTheOrderOfTheSchema() throws IOException {
        Path schema = SPECIFICATION.resolve("xsd").resolve("Provision.xsd");
        assumeTrue(Files.exists(schema), "needs the specification's schemas: no " + schema);
        String text = Files.readString(schema);
        List<String> names = Pattern.compile("<xs:element name=\"(\\w+)\"")
                .matcher(text.substring(text.indexOf("\"EASProvisionDoc\"") + 1))
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.equals("ApplicationName") && !name.equals("Hash"))
                .toList();
        assertEquals(
                names, Arrays.stream(PolicyElement.values()).map(Enum::name).toList());
        for (PolicyElement element : PolicyElement.values())
            assertEquals(
                    element.name(), element.element(restricting(element)).tag().name());
    }

    /** Any choice of elements with any of their values, in every version (quirk C5). */
    @Test
    void everyDocumentFitsItsSchemaInEveryVersion() {
        var random = new Random(5);
        for (int round = 0; round < 60; round++) {
            var asked = new EnumMap<PolicyElement, String>(PolicyElement.class);
            int share = random.nextInt(1, 5);
            for (PolicyElement element : PolicyElement.values())
                if (random.nextInt(4) < share) asked.put(element, restricting(element));
            Element answer = answer(policy(Required.PARTLY, asked));
            for (Version version : Version.values()) Schemas.hold(answer, version);
        }
    }

    private static Element answer(Policy policy) {
        return Element.of(
                Provision.Provision,
                Element.of(Provision.Status, 1),
                Element.of(
                        Provision.Policies,
                        Element.of(
                                Provision.Policy,
                                Element.of(Provision.PolicyType, "MS-EAS-Provisioning-WBXML"),
                                Element.of(Provision.Status, 1),
                                Element.of(Provision.PolicyKey, policy.temporaryKey()),
                                Element.of(Provision.Data, policy.document()))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
        DevicePasswordEnabled              | on          | 1
        DevicePasswordEnabled              | OFF         | 0
        DevicePasswordEnabled              | 1           | 1
        DevicePasswordEnabled              | yes         | -
        PasswordRecoveryEnabled            | off         | 0
        PasswordRecoveryEnabled            | on          | -
        MinDevicePasswordLength            | 0           | -
        MinDevicePasswordLength            | 1           | 1
        MinDevicePasswordLength            | 016         | 16
        MinDevicePasswordLength            | 17          | -
        MaxDevicePasswordFailedAttempts    | 3           | -
        MaxDevicePasswordFailedAttempts    | 4           | 4
        MaxDevicePasswordFailedAttempts    | 16          | 16
        MaxDevicePasswordFailedAttempts    | 17          | -
        MaxInactivityTimeDeviceLock        | 0           | -
        MaxInactivityTimeDeviceLock        | 9999        | 9999
        MinDevicePasswordComplexCharacters | 5           | -
        MinDevicePasswordComplexCharacters | 4           | 4
        AllowBluetooth                     | 1           | 1
        AllowBluetooth                     | 3           | -
        AllowBluetooth                     | on          | -
        MaxCalendarAgeFilter               | 7           | 7
        MaxCalendarAgeFilter               | 3           | -
        MaxEmailAgeFilter                  | 5           | 5
        MaxEmailAgeFilter                  | 6           | -
        MaxEmailBodyTruncationSize         | -1          | -1
        MaxEmailHTMLBodyTruncationSize     | -2          | -
        MaxAttachmentSize                  | 2147483647  | 2147483647
        MaxAttachmentSize                  | 2147483648  | -
        MaxAttachmentSize                  | 99999999999 | -
        MaxAttachmentSize                  | ٤           | -
        RequireEncryptionSMIMEAlgorithm    | 4           | 4
        RequireEncryptionSMIMEAlgorithm    | 5           | -
        RequireSignedSMIMEAlgorithm        | 2           | -
        ApprovedApplicationList            | abc         | -
        UnapprovedInROMApplicationList     | a,,b        | -
        """)
    void aValueIsOneThatTheSpecificationHasOrRefused(PolicyElement element, String written, String sent) {
        assertEquals(sent == null, element.remedy(written).isPresent(), () -> "" + element.remedy(written));
        if (sent != null) assertEquals(sent, element.element(written).text());
    }

    @Test
    void listsAreSentAsOneElementForEachWord() {
        assertEquals(
                Element.of(
                        Provision.UnapprovedInROMApplicationList,
                        Element.of(Provision.ApplicationName, "game.exe"),
                        Element.of(Provision.ApplicationName, "chat client.exe")),
                PolicyElement.UnapprovedInROMApplicationList.element(" game.exe,chat client.exe "));
        String hash = "0123456789ABCDEF0123456789abcdef01234567";
        assertEquals(
                Element.of(Provision.ApprovedApplicationList, Element.of(Provision.Hash, hash)),
                PolicyElement.ApprovedApplicationList.element(hash));
    }

    /** Who has applied how much is let in by which setting. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        OFF    | 0     | GOOD
        PARTLY | 0     | NOT_PROVISIONED
        FULLY  | 0     | NOT_PROVISIONED
        OFF    | FULL | GOOD
        PARTLY | FULL | GOOD
        FULLY  | FULL | GOOD
        OFF    | PARTIAL | GOOD
        PARTLY | PARTIAL | GOOD
        FULLY  | PARTIAL | STALE
        OFF    | NONE | GOOD
        PARTLY | NONE | STALE
        FULLY  | NONE | STALE
        OFF    | EXTERNALLY_MANAGED | GOOD
        PARTLY | EXTERNALLY_MANAGED | STALE
        FULLY  | EXTERNALLY_MANAGED | STALE
        """)
    void aKeyTellsWhatItsDeviceApplied(Required required, String applied, Standing standing) {
        long key = applied.equals("0") ? 0 : key(password(Required.OFF), Compliance.valueOf(applied));
        assertEquals(standing, password(required).standing(key));
        if (key != 0)
            assertEquals(
                    standing == Standing.GOOD,
                    password(required).finalKey(Compliance.valueOf(applied)).isPresent());
    }

    @Test
    void theTemporaryKeyIsNoFinalOne() {
        for (Required required : Required.values())
            assertEquals(
                    Standing.STALE,
                    password(required).standing(password(required).temporaryKey()));
        assertEquals(Standing.STALE, ALL.standing(ALL.temporaryKey()));
        assertNotEquals(ALL.temporaryKey(), key(ALL, Compliance.FULL));
    }

    @Test
    void whatWouldHaveNoEffectWithoutAPasswordIsNamed() {
        var length = Map.of(PolicyElement.MinDevicePasswordLength, "8", PolicyElement.AllowCamera, "off");
        assertEquals(
                List.of(PolicyElement.MinDevicePasswordLength), new PolicySettings(length, Required.PARTLY).idle());
        var both = new EnumMap<>(length);
        both.put(PolicyElement.DevicePasswordEnabled, "on");
        assertEquals(List.of(), new PolicySettings(both, Required.PARTLY).idle());
    }

    /** Outlook goes round in circles over an element that its version does not have (quirk C5). */
    @ParameterizedTest
    @EnumSource(Version.class)
    void noElementIsNewerThanTheVersion(Version version) throws IOException {
        Path rows = SPECIFICATION.resolve("wbxml-tokens.tsv");
        assumeTrue(Files.exists(rows), "needs the specification's rows, -Dmailspan.spec=DIRECTORY: no " + rows);
        Set<String> known = Files.readAllLines(rows).stream()
                .map(row -> row.split("\t"))
                .filter(row -> row[1].equals("Provision")
                        && Arrays.asList(row[4].split(", *")).contains(version.text()))
                .map(row -> row[3])
                .collect(Collectors.toSet());
        // The table forgets 16.1 here; MS-ASPROV_R25001 and R25401 have it.
        known.addAll(List.of("MaxCalendarAgeFilter", "MaxDevicePasswordFailedAttempts"));
        assertEquals(
                List.of(),
                Arrays.stream(PolicyElement.values())
                        .map(Enum::name)
                        .filter(name -> !known.contains(name))
                        .toList());
    }
}
