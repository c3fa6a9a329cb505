package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mailspan.wbxml.Settings.*;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mailspan.backend.Absence;
import org.mailspan.backend.Absence.Audience;
import org.mailspan.backend.Absence.Reply;
import org.mailspan.backend.Absence.When;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.protocol.Version;
import org.mailspan.support.BackendAround;
import org.mailspan.support.NoBackend;
import org.mailspan.support.Shows;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/** Oof of Settings at a host that answers for its users; at one that does not, dialogue/Settings/oof.txt. */
class OutOfOfficePropertyTest {
    private static final Tag STATUS = org.mailspan.wbxml.Settings.Status;
    private static final Instant FROM = Instant.parse("2026-12-24T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2027-01-02T00:00:00Z");
    private static final Map<Audience, Reply> REPLIES = Map.of(
            Audience.INTERNAL, new Reply(true, "<p>Away &amp; happy</p>", true),
            Audience.EXTERNAL_KNOWN, new Reply(false, "", false));

    @TempDir
    Path directory;

    @AutoClose
    private Desk desk;

    private final Host host = new Host();

    @BeforeEach
    void open() {
        desk = new Desk(directory);
    }

    /** It tells two audiences apart. */
    private static final class Host implements BackendAround, Backend.OutOfOffice {
        private Absence absence = new Absence(new When.Never(), REPLIES);
        private Optional<Kind> failure = Optional.empty();

        @Override
        public Absence absence() throws BackendException {
            if (failure.isPresent()) throw new BackendException(failure.get(), "as asked for");
            return absence;
        }

        @Override
        public void setAbsence(Absence absence) {
            this.absence = absence;
        }

        @Override
        public Backend host() {
            return NoBackend.of("anna");
        }
    }

    private Element answer(Version version, Element oof) throws BackendException {
        var request = Optional.of(Element.of(Settings, oof));
        return Desk.document(new Settings(desk.devices).handle(desk.call(version, request, new byte[0], false, host)))
                .first(Oof)
                .orElseThrow();
    }

    private void assertSet(int status, Object... content) throws BackendException {
        Element answer = answer(Version.V16_1, Element.of(Oof, Element.of(Set, content)));
        assertEquals(Element.of(Oof, Element.of(STATUS, status)), answer);
    }

    private static Element get(String bodyType) {
        return Element.of(Oof, Element.of(Get, Element.of(BodyType, bodyType)));
    }

    private static Element times(Tag tag, Instant time) {
        return Element.of(tag, time.toString());
    }

    private static Element message(Tag audience, Object... content) {
        return Element.of(OofMessage, audience, List.of(content));
    }

    private static Element text(String text) {
        return Element.of(ReplyMessage, text);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    @Shows("MS-ASCMD_R3504 MS-ASCMD_R3505 MS-ASCMD_R3521 MS-ASCMD_R3531 MS-ASCMD_R826 MS-ASCMD_R3503")
    void eachAudienceIsToldWithItsMessage(Version version) throws BackendException {
        assertEquals(
                Element.of(
                        Oof,
                        Element.of(STATUS, 1),
                        Element.of(
                                Get,
                                Element.of(OofState, 0),
                                message(
                                        AppliesToInternal,
                                        Element.of(Enabled, 1),
                                        text("<p>Away &amp; happy</p>"),
                                        Element.of(BodyType, "HTML")),
                                message(AppliesToExternalKnown, Element.of(Enabled, 0)))),
                answer(version, get("HTML")));
    }

    @Test
    @Shows("MS-ASCMD_R817")
    void whoAsksForTextGetsText() throws BackendException {
        Element told = answer(Version.V16_1, get("TEXT"));
        assertEquals(
                "Away & happy",
                told.text(Get, OofMessage, ReplyMessage).orElseThrow().strip());
        assertEquals(Optional.of("Text"), told.text(Get, OofMessage, BodyType));
    }

    @Test
    @Shows("MS-ASCMD_R3533 MS-ASCMD_R2268 MS-ASCMD_R3988 MS-ASCMD_R3499")
    void aTimeIsSetAndTold() throws BackendException {
        assertSet(1, Element.of(OofState, 2), times(StartTime, FROM), times(EndTime, UNTIL));
        assertEquals(new Absence(new When.During(FROM, UNTIL), REPLIES), host.absence);
        Element told = answer(Version.V16_1, get("TEXT")).first(Get).orElseThrow();
        assertEquals(Optional.of("2"), told.text(OofState));
        assertEquals(Optional.of("2026-12-24T00:00:00.000Z"), told.text(StartTime));
        assertEquals(Optional.of("2027-01-02T00:00:00.000Z"), told.text(EndTime));
        assertSet(1, Element.of(OofState, 2));
        assertEquals(new When.During(FROM, UNTIL), host.absence.when());
    }

    @Test
    @Shows("MS-ASCMD_R3532 MS-ASCMD_R3535 MS-ASCMD_R7544")
    void timesOfAnotherStateAreNotKept() throws BackendException {
        assertSet(1, Element.of(OofState, 1), times(StartTime, FROM), times(EndTime, UNTIL));
        assertEquals(new When.Now(), host.absence.when());
        assertEquals(Optional.of("1"), answer(Version.V16_1, get("TEXT")).text(Get, OofState));
        assertSet(1, Element.of(OofState, 0));
        assertEquals(new When.Never(), host.absence.when());
    }

    @Test
    @Shows("MS-ASCMD_R3500 MS-ASCMD_R3784 MS-ASCMD_R2251 MS-ASCMD_R2252")
    void whatASetLeavesOutStays() throws BackendException {
        Object[] known = {Element.of(Enabled, 1), text("away"), Element.of(BodyType, "Text")};
        assertSet(1, message(AppliesToExternalKnown, known), message(AppliesToInternal, Element.of(Enabled, 0)));
        assertEquals(
                new Absence(
                        new When.Never(),
                        Map.of(
                                Audience.INTERNAL, new Reply(false, "<p>Away &amp; happy</p>", true),
                                Audience.EXTERNAL_KNOWN, new Reply(true, "away", false))),
                host.absence);
    }

    @Test
    @Shows("MS-ASCMD_R4394 MS-ASCMD_R3524")
    void strangersWhomTheHostDoesNotTellApartAreASuccess() throws BackendException {
        assertSet(1, message(AppliesToExternalUnknown, Element.of(Enabled, 1)));
        assertEquals(new Absence(new When.Never(), REPLIES), host.absence);
        host.absence = new Absence(new When.Never(), Map.of());
        assertSet(3, message(AppliesToInternal, Element.of(Enabled, 1)));
    }

    @Test
    @Shows("MS-ASCMD_R2272 MS-ASCMD_R5681 MS-ASCMD_R3992 MS-ASCMD_R5827 MS-ASCMD_R5582 MS-ASCMD_R5583")
    void aSetThatCannotBeChangesNothing() throws BackendException {
        assertSet(2, Element.of(OofState, 2), times(StartTime, FROM));
        assertSet(2, Element.of(OofState, 2), times(EndTime, UNTIL));
        assertSet(2, Element.of(OofMessage, Element.of(Enabled, 1)));
        assertSet(2, message(AppliesToInternal, text("no BodyType")));
        assertSet(5, Element.of(OofState, 3));
        assertSet(5, Element.of(OofState, 2));
        assertSet(5, Element.of(OofState, 2), Element.of(StartTime, "soon"), times(EndTime, UNTIL));
        assertSet(6, Element.of(OofState, 2), times(StartTime, UNTIL), times(EndTime, FROM));
        assertSet(6, message(AppliesToInternal, AppliesToExternalKnown));
        assertSet(6, message(AppliesToInternal, Element.of(Enabled, 0)), message(AppliesToInternal));
        assertEquals(new Absence(new When.Never(), REPLIES), host.absence);
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, 4", "NOT_ALLOWED, 3", "TOO_LARGE, 5", "REFUSED, 5", "FULL, 5"})
    void aFailureOfTheHostIsAStatus(Kind kind, int status) throws BackendException {
        host.failure = Optional.of(kind);
        assertSet(status, Element.of(OofState, 0));
        assertEquals(Element.of(Oof, Element.of(STATUS, status)), answer(Version.V12_1, get("TEXT")));
    }
}
