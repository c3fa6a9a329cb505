package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.protocol.Version;
import org.mailspan.support.Schemas;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;

/** What a device is answered that may not speak. */
final class RefusalsTest {
    @Test
    void aStaleKeyIsToldInTheCommandsOwnRoot() {
        assertEquals(
                new Reply.Document(Element.of(AirSync.Sync, Element.of(AirSync.Status, 144))),
                Refusals.policyKeyStale("Sync", Version.V14_0));
    }

    @Test
    void theOldestVersionHears449() {
        var refused = assertInstanceOf(Reply.Refused.class, Refusals.policyKeyStale("Sync", Version.V12_1));
        assertEquals(449, refused.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GetAttachment", "MeetingResponse", "NoSuchCommand"})
    void anAnswerWithoutAStatusIsA449InEveryVersion(String command) {
        var refused = assertInstanceOf(Reply.Refused.class, Refusals.policyKeyStale(command, Version.V16_1));
        assertEquals(449, refused.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sync",
                "SendMail",
                "SmartForward",
                "SmartReply",
                "FolderSync",
                "FolderCreate",
                "FolderDelete",
                "FolderUpdate",
                "MoveItems",
                "GetItemEstimate",
                "Search",
                "Find",
                "Settings",
                "Ping",
                "ItemOperations",
                "ResolveRecipients",
                "ValidateCert"
            })
    void everyRefusalFitsItsSchema(String command) {
        Element root = Desk.document(Refusals.policyKeyStale(command, Version.V16_1));
        assertEquals(command, root.tag().name());
        Schemas.assertFits(root);
    }
}
