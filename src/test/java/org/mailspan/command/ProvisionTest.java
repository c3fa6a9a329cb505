package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.wbxml.Provision.*;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.device.Policy;
import org.mailspan.device.Policy.Compliance;
import org.mailspan.device.PolicyElement;
import org.mailspan.device.PolicySettings;
import org.mailspan.device.PolicySettings.Required;
import org.mailspan.protocol.Version;
import org.mailspan.support.Schemas;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Settings;
import org.mailspan.wbxml.Tag;

/** Both phases of provisioning, and what is not one of them. */
final class ProvisionTest {
    private static final String WBXML = "MS-EAS-Provisioning-WBXML";
    private static final Tag STATUS = org.mailspan.wbxml.Provision.Status;
    private static final Policy POLICY = org.mailspan.device.Policy.ALLOW_ALL;
    private static final long FINAL_KEY = POLICY.finalKey(Compliance.FULL).orElseThrow();
    private static final Element INFORMATION =
            Element.of(Settings.DeviceInformation, Element.of(Settings.Set, Element.of(Settings.Model, "Pixel")));

    @TempDir
    Path directory;

    @AutoClose
    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk(directory);
    }

    private Element answer(Version version, Element request) {
        return Desk.document(new Provision(POLICY, desk.devices, desk.orders()).handle(desk.call(version, request)));
    }

    private static Element request(Element... policy) {
        return Element.of(Provision, Element.of(Policies, Element.of(Policy, List.of(policy))));
    }

    private static Element type(String type) {
        return Element.of(PolicyType, type);
    }

    private static Element acknowledgement(Object key, Object status) {
        return request(type(WBXML), Element.of(PolicyKey, key.toString()), Element.of(STATUS, status.toString()));
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void theFirstRequestBringsTheDocumentAndATemporaryKey(Version version) {
        Element answer = answer(version, request(type(WBXML)));
        assertEquals(
                Element.of(
                        Provision,
                        Element.of(STATUS, 1),
                        Element.of(
                                Policies,
                                Element.of(
                                        Policy,
                                        type(WBXML),
                                        Element.of(STATUS, 1),
                                        Element.of(PolicyKey, POLICY.temporaryKey()),
                                        Element.of(Data, POLICY.document())))),
                answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "4"})
    void theAcknowledgementBringsTheFinalKeyWhateverWasApplied(String status) {
        Element answer = answer(Version.V14_1, acknowledgement(POLICY.temporaryKey(), status));
        assertEquals(
                Element.of(
                        Provision,
                        Element.of(STATUS, 1),
                        Element.of(
                                Policies,
                                Element.of(
                                        Policy, type(WBXML), Element.of(STATUS, 1), Element.of(PolicyKey, FINAL_KEY)))),
                answer);
    }

    private static Policy password(Required required) {
        return new org.mailspan.device.Policy(
                new PolicySettings(Map.of(PolicyElement.DevicePasswordEnabled, "on"), required));
    }

    /** What a device is answered that applied too little; below 14.0 there is no value for it. */
    @ParameterizedTest
    @CsvSource({
        "PARTLY,2,1",
        "PARTLY,3,139",
        "PARTLY,4,145",
        "FULLY,1,1",
        "FULLY,2,139",
        "FULLY,3,139",
        "FULLY,4,145",
        "OFF,3,1"
    })
    void whoDoesTooLittleHasNoKey(Required required, String applied, String status) {
        var provision = new Provision(password(required), desk.devices, desk.orders());
        Element acknowledgement = acknowledgement(password(required).temporaryKey(), applied);
        Element answer = Desk.document(provision.handle(desk.call(Version.V14_0, acknowledgement)));
        assertEquals(Optional.of(status), answer.text(STATUS));
        assertEquals(status.equals("1"), answer.has(Policies, Policy, PolicyKey));
        Reply old = provision.handle(desk.call(Version.V12_1, acknowledgement));
        if (status.equals("1")) assertEquals(new Reply.Document(answer), old);
        else assertEquals(403, assertInstanceOf(Reply.Refused.class, old).status());
    }

    @Test
    void whoDoesTooLittleMayTryAgain() {
        var provision = new Provision(password(Required.FULLY), desk.devices, desk.orders());
        long key = password(Required.FULLY).temporaryKey();
        Desk.document(provision.handle(desk.call(Version.V14_1, acknowledgement(key, 3))));
        Element again = Desk.document(provision.handle(desk.call(Version.V14_1, acknowledgement(key, 1))));
        assertTrue(again.has(Policies, Policy, PolicyKey));
    }

    @Test
    void aLostAnswerIsAnsweredAgain() {
        Element acknowledgement = acknowledgement(POLICY.temporaryKey(), 1);
        assertEquals(answer(Version.V16_1, acknowledgement), answer(Version.V16_1, acknowledgement));
    }

    @ParameterizedTest
    @MethodSource("wrongKeys")
    void anotherKeyIsNotAcknowledged(String key) {
        Element answer = answer(Version.V14_1, acknowledgement(key, 1));
        assertEquals(Optional.of("1"), answer.text(STATUS));
        assertEquals(Optional.of("5"), answer.text(Policies, Policy, STATUS));
        assertFalse(answer.has(Policies, Policy, PolicyKey));
    }

    static Stream<String> wrongKeys() {
        return Stream.of("4711", "", "0", "x", Long.toString(FINAL_KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MS-WAP-Provisioning-XML", "Foo"})
    void anUnknownPolicyTypeIsNamed(String type) {
        Element answer = answer(Version.V12_1, request(type(type)));
        assertEquals(
                Element.of(
                        Provision,
                        Element.of(STATUS, 1),
                        Element.of(Policies, Element.of(Policy, type(type), Element.of(STATUS, 3)))),
                answer);
    }

    @Test
    void ofSeveralPoliciesTheKnownOneIsAnswered() {
        Element request = Element.of(
                Provision,
                Element.of(
                        Policies,
                        Element.of(Policy, type("MS-WAP-Provisioning-XML")),
                        Element.of(Policy, type(WBXML))));
        assertTrue(answer(Version.V12_1, request).has(Policies, Policy, Data, EASProvisionDoc));
    }

    @Test
    void aKeyOfZeroIsNone() {
        Element answer = answer(Version.V14_1, request(type(WBXML), Element.of(PolicyKey, "0")));
        assertTrue(answer.has(Policies, Policy, Data));
    }

    @ParameterizedTest
    @EnumSource(names = {"V14_1", "V16_0", "V16_1"})
    void deviceInformationIsKeptAndAnsweredFirst(Version version) {
        Element answer = answer(
                version, Element.of(Provision, INFORMATION, request(type(WBXML)).children()));
        assertEquals(
                Element.of(Settings.DeviceInformation, Element.of(Settings.Status, 1)),
                answer.children().getFirst());
        assertTrue(answer.has(Policies, Policy, Data));
        assertTrue(information().length > 0);
    }

    @Test
    void anOlderVersionHearsNothingOfDeviceInformation() {
        Element answer = answer(
                Version.V12_1,
                Element.of(Provision, INFORMATION, request(type(WBXML)).children()));
        assertFalse(answer.has(Settings.DeviceInformation));
        assertTrue(information().length > 0);
    }

    @Test
    void badDeviceInformationDoesNotStopTheProvisioning() {
        Element request = Element.of(
                Provision,
                Element.of(Settings.DeviceInformation),
                request(type(WBXML)).children());
        Element answer = answer(Version.V16_1, request);
        assertEquals(Optional.of("2"), answer.text(Settings.DeviceInformation, Settings.Status));
        assertTrue(answer.has(Policies, Policy, Data));
    }

    @Test
    void nothingAskedIsAnsweredWithSuccessAlone() {
        assertEquals(Element.of(Provision, Element.of(STATUS, 1)), answer(Version.V14_1, Element.of(Provision)));
    }

    /** Android wipes at once when it sees a RemoteWipe of any kind (quirk C7). */
    @ParameterizedTest
    @EnumSource(names = {"RemoteWipe", "AccountOnlyRemoteWipe"})
    void aWipeThatNobodyAskedForIsNeverAnsweredWithOne(org.mailspan.wbxml.Provision wipe) {
        for (int status = 1; status <= 2; status++) {
            Element answer = answer(Version.V16_1, Element.of(Provision, Element.of(wipe, Element.of(STATUS, status))));
            assertEquals(Element.of(Provision, Element.of(STATUS, 1)), answer);
        }
    }

    static Stream<Element> malformed() {
        return Stream.of(
                Element.of(AirSync.Sync),
                Element.of(Provision, Element.of(Policies)),
                request(),
                request(type("")),
                request(type(WBXML), Element.of(PolicyKey, "4711")),
                acknowledgement(POLICY.temporaryKey(), 0),
                acknowledgement(POLICY.temporaryKey(), 5),
                acknowledgement(POLICY.temporaryKey(), ""),
                acknowledgement(POLICY.temporaryKey(), "11"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedRequestIsAProtocolErrorAndChangesNothing(Element request) {
        Element with = request.tag() == Provision ? Element.of(Provision, INFORMATION, request.children()) : request;
        assertEquals(Element.of(Provision, Element.of(STATUS, 2)), answer(Version.V16_1, with));
        assertEquals(0, information().length);
    }

    @Test
    void noDocumentAtAllIsAProtocolError() {
        Call call = desk.call(Version.V16_1, Optional.empty(), new byte[0], false, desk.backend);
        assertEquals(
                Element.of(Provision, Element.of(STATUS, 2)),
                Desk.document(new Provision(POLICY, desk.devices, desk.orders()).handle(call)));
    }

    @Test
    void everyAnswerFitsItsSchema() {
        Stream.of(
                        Element.of(Provision),
                        Element.of(Provision, INFORMATION, request(type(WBXML)).children()),
                        acknowledgement(POLICY.temporaryKey(), 1),
                        acknowledgement(4711, 1),
                        request(type("Foo")),
                        request())
                .forEach(request -> Schemas.assertFits(answer(Version.V16_1, request)));
    }

    private byte[] information() {
        return desk.store
                .read(rows -> rows.device(desk.backend.account().id(), Desk.DEVICE))
                .map(row -> row.information())
                .orElse(new byte[0]);
    }
}
