package org.mailspan.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailspan.protocol.Version;
import org.mailspan.support.Requirements.Requirement;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Tag;

/** Every requirement that is named anywhere exists, and what is said to be not applicable is not shown as well. */
final class RequirementsTest {
    private static final Pattern ID = Pattern.compile("\\bMS-AS[A-Z]+_R\\d+\\b");

    private static Requirements requirements() {
        return Requirements.read()
                .orElseGet(() ->
                        abort("needs the specification, -Dmailspan.spec=DIRECTORY: no " + Requirements.DIRECTORY));
    }

    @Test
    void everyNamedRequirementExists() throws IOException {
        Requirements requirements = requirements();
        var unknown = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            files.filter(file -> file.toString().matches(".*\\.(java|txt)"))
                    .forEach(file -> named(file)
                            .filter(id -> requirements.of(id).isEmpty())
                            .forEach(id -> unknown.add(file + ": " + id)));
        }
        assertEquals("", String.join("\n", unknown));
    }

    private static Stream<String> named(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return ID.matcher(text).results().map(m -> m.group()).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void dialoguesNameRequirementsOfServers() {
        Requirements requirements = requirements();
        var wrong = new ArrayList<String>();
        DialogueFiles.all()
                .forEach(file -> file.read(Version.V16_1).shows().stream()
                        .filter(id -> !requirements
                                .of(id)
                                .map(Requirement::isOfServer)
                                .orElse(false))
                        .forEach(id -> wrong.add(file.name() + ": " + id)));
        assertEquals("", String.join("\n", wrong));
    }

    @Test
    void everyExemptionIsOfSomethingAndNoDialogueShowsIt() {
        Requirements requirements = requirements();
        var exemptions = RequirementExemptions.read();
        var wrong = new ArrayList<String>();
        for (var one : exemptions.all())
            if (requirements.all().noneMatch(r -> r.isOfServer() && one.covers(r)))
                wrong.add("not-applicable.txt:" + one.line() + " is of no requirement");
        DialogueFiles.all()
                .forEach(file -> file.read(Version.V16_1).shows().stream()
                        .flatMap(id -> requirements.of(id).stream())
                        .flatMap(r -> exemptions.of(r).stream()
                                .map(e -> file.name() + " shows " + r.id() + ", line " + e.line()))
                        .forEach(wrong::add));
        assertEquals("", String.join("\n", wrong));
    }

    @Test
    void anExemptionThatCannotBeReadIsRefused() {
        for (String line : List.of("MS-ASCMD - all of it", "MS-ASCMD_R1", "everything"))
            assertThrows(IllegalArgumentException.class, () -> RequirementExemptions.of(List.of(line)));
        var some = RequirementExemptions.of(List.of("MS-ASCMD 2.2.1 /wipe/ - not here", "# MS", ""));
        assertTrue(some.of(new Requirement("MS-ASCMD_R1", "2.2.1.4", "Both", "to wipe"))
                .isPresent());
        assertTrue(some.of(new Requirement("MS-ASCMD_R1", "2.2.10", "Both", "to wipe"))
                .isEmpty());
        assertTrue(some.of(new Requirement("MS-ASCMD_R1", "2.2.1", "Both", "to send"))
                .isEmpty());
    }

    /** One answer was seen, in 14.1: Sync/Collections/Collection/Commands/Add/ApplicationData/Email:Subject. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        CMD | [In Add(Sync)] Element Add in Sync command response, the parent element is Commands. | true
        CMD | [In Add(Sync)] Element Add in Sync command response, the parent element is Changes. | false
        CMD | [In Add(Sync)] Element Add in FolderSync command response, the data type is container. | false
        CMD | [In Add(Sync)] Element Add in Sync command response (section 2), the number allowed is 0...N. | true
        CMD | [In Add(Sync)] None [Element Add in Sync command response has no child element.] | true
        CMD | [In Add(Sync)] Element Add in Sync command request, the data type is container. | false
        CMD | [In Sync] Element Add is used in [Sync command] Request and Response. | true
        CMD | [In Sync] Element Add is used in [Sync command] Request. | false
        CMD | [In Sync] The XML schema for the Sync command response is described there. | true
        CMD | [In Sync] The XML schema for the Sync command request is described there. | false
        CMD | [In Add(Sync)] All elements referenced in this section are defined in the AirSync namespace. | true
        CMD | [In Add(Sync)] All elements referenced in this section are defined in the Email namespace. | false
        CMD | [In Sync] Protocol version 14.1 supports this [Sync] command. | true
        CMD | [In Sync] Protocol version 14.0 supports this [Sync] command. | false
        CMD | [In Add(Sync)] Protocol version 14.1 supports this [Add(Sync)] element. | true
        CMD | [In Add(Sync)] Protocol version 14.1 supports this [Add(FolderSync)] element. | false
        EMAIL | [In Subject] Protocol version 14.1 supports this [Subject] element. | true
        EMAIL | [In Subject] Protocol version 14.1 does not support this [Subject] element. | false
        EMAIL | [In Subject] It[Subject] is defined as an element in the Email namespace. | true
        EMAIL | [In Subject] It[Subject] is defined as an element in the Email2 namespace. | false
        EMAIL | [In Subject] The value of this element[Subject] is a string type. | true
        AIRS | [In Subject] The value of this element[Subject] is a string type. | false
        CMD | [In Add] The Add element is an optional child element of the Commands element (section 2) that x. | true
        CMD | [In Add] The Add element is an optional child element of the Changes element (section 2). | false
        CMD | [In Add] The Add element is a required child of type boolean (X) of the Commands element (section 2). | true
        CMD | [In Add (Commands)] The Add element MUST have no child elements. | true
        CMD | [In Add (Changes)] The Add element cannot have child elements. | false
        EMAIL | [In Subject] The Subject element is what the subject is. | false
        """)
    void whatIsSaidOfStructureIsShownByAnAnswer(String document, String text, boolean shown) {
        var rules = new RequirementRules(IntStream.rangeClosed(1, 7)
                .mapToObj(depth -> seen(Version.V14_1, depth))
                .toList());
        assertEquals(shown, rules.isShown(new Requirement("MS-AS" + document + "_R1", "2", "Both", text)));
    }

    @Test
    void whatAVersionLacksIsShownByAnAnswerThatCouldHaveHadIt() {
        var lacks = new Requirement(
                "MS-ASEMAIL_R1",
                "2",
                "Both",
                "[In Subject] Protocol version 12.1 does not support this [Subject] element.");
        assertTrue(new RequirementRules(List.of(seen(Version.V12_1, 6), seen(Version.V14_1, 7))).isShown(lacks));
        assertFalse(new RequirementRules(List.of(seen(Version.V12_1, 5), seen(Version.V14_1, 7))).isShown(lacks));
        assertFalse(
                new RequirementRules(List.of(seen(Version.V12_1, 6), seen(Version.V12_1, 7), seen(Version.V14_1, 7)))
                        .isShown(lacks));
    }

    private static AnswersSeen.Seen seen(Version version, int depth) {
        return new AnswersSeen.Seen(
                version,
                List.<Tag>of(
                                AirSync.Sync,
                                AirSync.Collections,
                                AirSync.Collection,
                                AirSync.Commands,
                                AirSync.Add,
                                AirSync.ApplicationData,
                                Email.Subject)
                        .subList(0, depth));
    }
}
