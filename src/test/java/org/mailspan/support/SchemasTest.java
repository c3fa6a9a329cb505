package org.mailspan.support;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.Email2;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.GetItemEstimate;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.Move;
import org.mailspan.wbxml.Ping;
import org.mailspan.wbxml.Search;
import org.opentest4j.AssertionFailedError;

/** The schemas can be read, take what is right and refuse what is wrong. */
final class SchemasTest {
    static List<Element> right() {
        return List.of(
                sync(Element.of(
                        AirSync.Add,
                        Element.of(AirSync.ServerId, "5:1"),
                        Element.of(
                                AirSync.ApplicationData,
                                Element.of(Email.Subject, "a < b & c"),
                                Element.of(
                                        AirSyncBase.Body,
                                        Element.of(AirSyncBase.Type, 1),
                                        Element.of(AirSyncBase.EstimatedDataSize, 3)),
                                Element.of(Email2.ConversationId, new byte[] {1, 2})))),
                fetched(Element.of(
                        AirSyncBase.BodyPart,
                        Element.of(AirSyncBase.Status, 1),
                        Element.of(AirSyncBase.Type, 2),
                        Element.of(AirSyncBase.EstimatedDataSize, 3))),
                Element.of(
                        FolderHierarchy.FolderSync,
                        Element.of(FolderHierarchy.Status, 1),
                        Element.of(FolderHierarchy.SyncKey, "1"),
                        Element.of(FolderHierarchy.Changes, Element.of(FolderHierarchy.Count, 0))),
                Element.of(Ping.Ping, Element.of(Ping.Status, 1)),
                Element.of(Move.MoveItems, Element.of(Move.Status, 5)),
                Element.of(GetItemEstimate.GetItemEstimate, Element.of(GetItemEstimate.Status, 2)),
                Element.of(ItemOperations.ItemOperations, Element.of(ItemOperations.Status, 2)),
                Element.of(Search.Search, Element.of(Search.Status, 3)));
    }

    @ParameterizedTest
    @MethodSource("right")
    void whatIsRightFits(Element answer) {
        Schemas.assertFits(answer);
    }

    static List<Element> wrong() {
        return List.of(
                sync(Element.of(AirSync.Add, Element.of(AirSync.ServerId, "5:1"), Element.of(AirSync.Wait, 1))),
                Element.of(
                        FolderHierarchy.FolderSync,
                        Element.of(FolderHierarchy.SyncKey, "1"),
                        Element.of(FolderHierarchy.Status, 1)),
                Element.of(Ping.Ping, Element.of(Ping.Status, "fine")),
                Element.of(Ping.Ping, Element.of(AirSync.Status, 1)));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsWrongDoesNot(Element answer) {
        var fault = assertThrows(Throwable.class, () -> Schemas.assertFits(answer));
        if (fault instanceof org.opentest4j.TestAbortedException skipped) throw skipped;
        assertTrue(fault instanceof AssertionFailedError, () -> "not a failure: " + fault);
    }

    static List<Arguments> tooNewOrTooOld() {
        var index = Element.of(Email2.ConversationIndex, new byte[] {1});
        return List.of(
                arguments(
                        Version.V12_1,
                        sync(Element.of(
                                AirSync.Add,
                                Element.of(AirSync.ServerId, "5:1"),
                                Element.of(AirSync.ApplicationData, index)))),
                arguments(Version.V14_0, collection(Element.of(AirSync.Class, "Email"))));
    }

    @ParameterizedTest
    @MethodSource("tooNewOrTooOld")
    void whatIsOfAnotherVersionDoesNot(Version version, Element answer) {
        Assumptions.assumeTrue(Requirements.read().isPresent(), "needs the specification, -Dmailspan.spec=DIRECTORY");
        assertThrows(AssertionFailedError.class, () -> Schemas.hold(answer, version));
    }

    @Test
    void anAnswerWithoutASchemaIsAFailure() {
        var fault = assertThrows(Throwable.class, () -> Schemas.assertFits(Element.of(AirSync.Add)));
        if (fault instanceof org.opentest4j.TestAbortedException skipped) throw skipped;
        assertTrue(fault instanceof AssertionFailedError, () -> "not a failure: " + fault);
    }

    private static Element sync(Element command) {
        return collection(Element.of(AirSync.Commands, command));
    }

    private static Element fetched(Element property) {
        return collection(Element.of(
                AirSync.Responses,
                Element.of(
                        AirSync.Fetch,
                        Element.of(AirSync.ServerId, "5:1"),
                        Element.of(AirSync.Status, 1),
                        Element.of(AirSync.ApplicationData, property))));
    }

    private static Element collection(Element content) {
        return Element.of(
                AirSync.Sync,
                Element.of(
                        AirSync.Collections,
                        Element.of(
                                AirSync.Collection,
                                Element.of(AirSync.SyncKey, "2"),
                                Element.of(AirSync.CollectionId, "5"),
                                Element.of(AirSync.Status, 1),
                                content)));
    }
}
