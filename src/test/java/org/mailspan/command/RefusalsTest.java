package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.protocol.Version;
import org.mailspan.support.Schemas;
import org.mailspan.support.Shows;
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

    /** What is a Status since 14.0, and an HTTP status before. */
    enum Refused {
        STALE(144, 449),
        NOT_PROVISIONED(142, 449),
        WIPED(140, 449),
        WIPED_WITHOUT_KEY(140, 403),
        BLOCKED(129, 403),
        TOO_MANY(177, 403);

        private final int status;
        private final int http;

        Refused(int status, int http) {
            this.status = status;
            this.http = http;
        }

        Reply reply(String command, Version version) {
            return switch (this) {
                case STALE -> Refusals.policyKeyStale(command, version);
                case NOT_PROVISIONED -> Refusals.notProvisioned(command, version);
                case WIPED -> Refusals.wipeRequested(command, version, true);
                case WIPED_WITHOUT_KEY -> Refusals.wipeRequested(command, version, false);
                case BLOCKED -> Refusals.blocked(command, version);
                case TOO_MANY -> Refusals.tooManyDevices(command, version);
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Refused.class)
    @Shows("MS-ASCMD_R4977 MS-ASCMD_R4980 MS-ASCMD_R7461 MS-ASCMD_R7561 MS-ASCMD_R7562 MS-ASCMD_R7564 MS-ASCMD_R7566")
    void aStatusFrom100OnIsAnHttpStatusInTheOldestVersion(Refused refused) {
        for (String command : List.of("Sync", "Ping", "Settings", "Provision"))
            for (Version version : Version.values())
                switch (refused.reply(command, version)) {
                    case Reply.Document(Element root) -> {
                        assertTrue(version.since(Version.V14_0), version.text());
                        assertEquals(
                                Integer.toString(refused.status),
                                root.elements().findFirst().orElseThrow().text());
                        Schemas.assertFits(root);
                    }
                    case Reply.Refused(int status, var _) -> {
                        assertEquals(Version.V12_1, version);
                        assertEquals(refused.http, status);
                    }
                    default -> fail();
                }
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
