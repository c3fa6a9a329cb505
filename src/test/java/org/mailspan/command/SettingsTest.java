package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.wbxml.Settings.*;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mailspan.backend.Account;
import org.mailspan.backend.BackendException;
import org.mailspan.protocol.Version;
import org.mailspan.support.NoBackend;
import org.mailspan.support.Schemas;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.RightsManagement;
import org.mailspan.wbxml.Tag;

/** The named properties of Settings. */
final class SettingsTest {
    private static final Tag STATUS = org.mailspan.wbxml.Settings.Status;
    private static final Element INFORMATION =
            Element.of(DeviceInformation, Element.of(Set, Element.of(Model, "Pixel"), Element.of(OS, "Android 16")));
    private static final Element USER = Element.of(UserInformation, Get);
    private static final Element OOF = Element.of(Oof, Element.of(Get, Element.of(BodyType, "TEXT")));
    private static final Element AWAY =
            Element.of(OofMessage, AppliesToInternal, Element.of(ReplyMessage, "away"), Element.of(BodyType, "Text"));
    private static final Element TEMPLATES = Element.of(RightsManagementInformation, Get);

    @TempDir
    Path directory;

    @AutoClose
    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk(directory);
    }

    private Element answer(Version version, Element... properties) {
        return answer(desk.call(version, Element.of(Settings, List.of(properties))));
    }

    private Element answer(Call call) {
        try {
            return Desk.document(new Settings(desk.devices).handle(call));
        } catch (BackendException none) {
            throw new AssertionError("no host is asked", none);
        }
    }

    private static Element settings(Element... properties) {
        return Element.of(Settings, Element.of(STATUS, 1), List.of(properties));
    }

    private static Element status(Tag property, int status) {
        return Element.of(property, Element.of(STATUS, status));
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void deviceInformationIsKept(Version version) {
        assertEquals(settings(status(DeviceInformation, 1)), answer(version, INFORMATION));
        assertTrue(information().length > 0);
    }

    @Test
    void deviceInformationCannotBeReadBack() {
        assertEquals(settings(status(DeviceInformation, 2)), answer(Version.V16_1, Element.of(DeviceInformation, Get)));
        assertEquals(settings(status(DeviceInformation, 2)), answer(Version.V16_1, Element.of(DeviceInformation)));
    }

    @Test
    void deviceInformationThatIsTooLongIsNotKept() {
        Element asked = Element.of(DeviceInformation, Element.of(Set, Element.of(Model, "x".repeat(1025))));
        assertEquals(settings(status(DeviceInformation, 5)), answer(Version.V16_1, asked));
        assertEquals(0, information().length);
    }

    @ParameterizedTest
    @EnumSource(names = {"V12_1", "V14_0"})
    void olderVersionsHearTheAddresses(Version version) {
        assertEquals(
                settings(Element.of(
                        UserInformation,
                        Element.of(STATUS, 1),
                        Element.of(Get, Element.of(EmailAddresses, Element.of(SMTPAddress, "anna@example.org"))))),
                answer(version, USER));
    }

    @ParameterizedTest
    @EnumSource(names = {"V14_1", "V16_0", "V16_1"})
    void newerVersionsHearTheAccountWithItsPrimaryAddress(Version version) {
        assertEquals(
                settings(Element.of(
                        UserInformation,
                        Element.of(STATUS, 1),
                        Element.of(
                                Get,
                                Element.of(
                                        Accounts,
                                        Element.of(
                                                Account,
                                                Element.of(
                                                        EmailAddresses,
                                                        Element.of(SMTPAddress, "anna@example.org"),
                                                        Element.of(PrimarySmtpAddress, "anna@example.org"))))))),
                answer(version, USER));
    }

    @Test
    void allAddressesAndTheNameAreToldAndThatTheAccountCannotSend() {
        var account = new Account("anna", List.of("anna@example.org", "a@example.org"), "Anna Keller");
        var request = Optional.of(Element.of(Settings, USER));
        Element answer = answer(desk.call(Version.V16_1, request, new byte[0], false, new NoBackend(account)));
        Element told = answer.first(UserInformation, Get, Accounts, Account).orElseThrow();
        assertEquals(
                Element.of(
                        Account,
                        Element.of(UserDisplayName, "Anna Keller"),
                        Element.of(SendDisabled, 1),
                        Element.of(
                                EmailAddresses,
                                Element.of(SMTPAddress, "anna@example.org"),
                                Element.of(SMTPAddress, "a@example.org"),
                                Element.of(PrimarySmtpAddress, "anna@example.org"))),
                told);
        Schemas.assertFits(answer);
    }

    @Test
    void userInformationCannotBeSet() {
        Element asked = Element.of(UserInformation, Element.of(Set, Element.of(UserDisplayName, "x")));
        assertEquals(settings(status(UserInformation, 2)), answer(Version.V16_1, asked));
    }

    @Test
    void outOfOfficeIsOff() {
        assertEquals(
                settings(Element.of(Oof, Element.of(STATUS, 1), Element.of(Get, Element.of(OofState, 0)))),
                answer(Version.V14_0, OOF));
    }

    @Test
    void outOfOfficeCannotBeSwitchedOn() {
        Element on = Element.of(Oof, Element.of(Set, Element.of(OofState, 1), AWAY));
        assertEquals(settings(status(Oof, 3)), answer(Version.V14_0, on));
    }

    @Test
    void outOfOfficeIsSwitchedOffUnlessAMessageWereLostByIt() {
        Element off = Element.of(Oof, Element.of(Set, Element.of(OofState, 0)));
        assertEquals(settings(status(Oof, 1)), answer(Version.V14_0, off));
        Element kept = Element.of(Oof, Element.of(Set, Element.of(OofState, 0), AWAY));
        assertEquals(settings(status(Oof, 3)), answer(Version.V14_0, kept));
        assertEquals(settings(status(Oof, 2)), answer(Version.V14_0, Element.of(Oof)));
    }

    @Test
    void noRecoveryPasswordIsKept() {
        assertEquals(settings(status(DevicePassword, 7)), answer(Version.V14_0, password("secret")));
        assertEquals(settings(status(DevicePassword, 5)), answer(Version.V14_0, password("x".repeat(256))));
        assertEquals(settings(status(DevicePassword, 2)), answer(Version.V14_0, Element.of(DevicePassword)));
    }

    private static Element password(String password) {
        return Element.of(DevicePassword, Element.of(Set, Element.of(Password, password)));
    }

    @Test
    void thereAreNoRightsManagementTemplates() {
        assertEquals(
                settings(Element.of(
                        RightsManagementInformation,
                        Element.of(STATUS, 1),
                        Element.of(Get, RightsManagement.RightsManagementTemplates))),
                answer(Version.V14_1, TEMPLATES));
    }

    @Test
    void severalPropertiesAreAnsweredInTheirOrder() {
        Element answer = answer(Version.V16_1, OOF, USER, INFORMATION, TEMPLATES, password("x"));
        assertEquals(
                List.of(STATUS, Oof, UserInformation, DeviceInformation, RightsManagementInformation, DevicePassword),
                answer.elements().map(Element::tag).toList());
    }

    @Test
    void nothingAskedIsASuccess() {
        assertEquals(settings(), answer(Version.V16_1));
        assertEquals(settings(), answer(Version.V16_1, Element.of(AirSync.Supported)));
    }

    @Test
    void oneBadPropertyDoesNotHideTheOthers() {
        Element answer = answer(Version.V16_1, Element.of(DeviceInformation, Get), USER);
        assertEquals(Optional.of("1"), answer.text(STATUS));
        assertEquals(Optional.of("2"), answer.text(DeviceInformation, STATUS));
        assertTrue(answer.has(UserInformation, Get));
    }

    static Stream<Optional<Element>> broken() {
        return Stream.of(
                Optional.empty(),
                Optional.of(Element.of(AirSync.Sync, INFORMATION)),
                Optional.of(Element.of(Settings, INFORMATION, USER, INFORMATION)));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void aBrokenRequestIsAProtocolErrorAndChangesNothing(Optional<Element> request) {
        Element answer = answer(desk.call(Version.V16_1, request, new byte[0], false, desk.backend));
        assertEquals(Element.of(Settings, Element.of(STATUS, 2)), answer);
        assertFalse(desk.store
                .read(rows -> rows.device(desk.backend.account().id(), Desk.DEVICE))
                .isPresent());
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void everyAnswerFitsItsSchema(Version version) {
        Schemas.assertFits(answer(version, INFORMATION, USER, OOF, TEMPLATES, password("x")));
        Schemas.assertFits(answer(
                version,
                Element.of(DeviceInformation),
                Element.of(UserInformation),
                Element.of(Oof),
                Element.of(RightsManagementInformation),
                Element.of(DevicePassword)));
        Schemas.assertFits(answer(version, INFORMATION, INFORMATION));
        Schemas.assertFits(answer(version));
    }

    private byte[] information() {
        return desk.store
                .read(rows -> rows.device(desk.backend.account().id(), Desk.DEVICE))
                .map(row -> row.information())
                .orElse(new byte[0]);
    }
}
