package org.mailspan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailspan.command.Commands;
import org.mailspan.support.DialogueFiles;
import org.mailspan.support.StatusConstants;
import org.mailspan.support.StatusConstants.Constant;
import org.mailspan.support.StatusExceptions;
import org.mailspan.support.StatusesExpected;

/**
 * Every Status that a command can give is the answer of some dialogue of that command, in the oldest and in the newest
 * version that has it. Which there are is read from the class files: a new constant fails here until it has a dialogue.
 */
final class StatusesTest {
    /**
     * Which constants not every version has: those from 100 on are there since 14.0 (MS-ASCMD 2.2.2), and all others in
     * each. "never" are those that the command itself does not give.
     */
    private static final StatusExceptions EXCEPTIONS = StatusExceptions.of("""
        14.1  | ItemOperations 164, Search 164, Sync 164               | BodyPartPreference is there since 14.1
        14.1  | MeetingResponse 104 146                                | InstanceId is there since 14.1
        14.1  | ResolveRecipients 173                                  | Picture is there since 14.1
        14.1  | SendMail 166 168, SmartReply 166 168, SmartForward 166 168 | AccountId and TemplateID are there since 14.1
        16.0  | MeetingResponse 4                                      | below, the client sends the answer by itself
        16.0  | SmartForward 150 178 179                               | Forwardees are there since 16.0
        16.0  | Sync 7 111 115 120 183                                 | drafts are there since 16.0
        never | SmartReply 150 178 179                                 | a reply is always written by the client
        """);

    private static List<Constant> constants;

    @BeforeAll
    static void readTheClassesThatRun() throws URISyntaxException {
        constants = StatusConstants.of(Path.of(Commands.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI()));
    }

    @Test
    void theStatusesAreFound() {
        for (String one : List.of("Sync 3", "ValidateCert 17", "SmartReply 101", "Provision 5", "Settings 2"))
            assertTrue(constants.stream().anyMatch(constant -> constant.id().equals(one)), one);
    }

    @Test
    void everyStatusIsTheAnswerOfADialogueInTheOldestAndTheNewestVersionThatHasIt() {
        none(EXCEPTIONS.missing(constants, StatusesExpected.of(DialogueFiles.all())));
    }

    @Test
    void everyExceptionIsOfAStatusAndNeeded() {
        none(EXCEPTIONS.idle(constants, StatusesExpected.of(DialogueFiles.all())));
    }

    @Test
    void aStatusWithoutADialogueIsNamed() {
        var some = List.of(new Constant("Ping", "PingStatus", "Expired", 1), new Constant("Sync", "S", "Retry", 111));
        assertEquals(
                List.of(
                        "Ping 1 (Expired) is shown in none, not in 12.1",
                        "Ping 1 (Expired) is shown in none, not in 16.1"),
                StatusExceptions.of("16.0 | Sync 111 | x")
                        .missing(some, expected("versions 16.0 16.1", "Sync", "111")));
    }

    private static StatusesExpected expected(String versions, String command, String status) {
        String text = versions + "\n> POST " + command + "\n< 200\n<" + command + ">\n<Status>" + status
                + "</Status>\n</" + command + ">\n";
        return StatusesExpected.of(Stream.of(new DialogueFiles.File(command + "/planted.txt", text)));
    }

    @Test
    void aDialogueInTheNewestVersionAloneIsNotEnough() {
        var one = List.of(new Constant("Ping", "PingStatus", "Expired", 1));
        var none = StatusExceptions.of("");
        assertEquals(
                List.of("Ping 1 (Expired) is shown in 14.0 16.1, not in 12.1"),
                none.missing(one, expected("versions 14.0 16.1", "Ping", "1")));
        assertEquals(List.of(), none.missing(one, expected("versions 12.1 16.1", "Ping", "1")));
    }

    @Test
    void aStatusOfAnotherElementIsNoneOfTheCommand() {
        var policy = List.of(new Constant("Provision", "PolicyStatus", "WrongPolicyKey", 5));
        assertEquals(
                2,
                StatusExceptions.of("")
                        .missing(policy, expected("versions 12.1 16.1", "Provision", "5"))
                        .size());
    }

    @Test
    void anExceptionThatIsNotNeededIsNamed() {
        var one = List.of(new Constant("Ping", "PingStatus", "Expired", 1));
        var shown = expected("versions 12.1 16.1", "Ping", "1");
        assertEquals(
                List.of("Ping 1 is shown in 12.1 too", "Ping 2 is no status"),
                StatusExceptions.of("14.1 | Ping 1 2 | x").idle(one, shown));
        assertEquals(
                List.of("Ping 1 is shown in 12.1 too"),
                StatusExceptions.of("never | Ping 1 | x").idle(one, shown));
    }

    private static void none(List<String> wrong) {
        assertEquals("", String.join("\n", wrong));
    }
}
