package org.mailspan.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.wbxml.Provision.*;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailspan.backend.memory.Mailbox;
import org.mailspan.backend.memory.MemoryBackend;
import org.mailspan.device.Admissions;
import org.mailspan.device.Deciding;
import org.mailspan.device.DeviceGate;
import org.mailspan.device.DeviceGate.Verdict;
import org.mailspan.device.DeviceGate.Visit;
import org.mailspan.device.Devices;
import org.mailspan.device.NewDevices;
import org.mailspan.device.Orders;
import org.mailspan.device.Policy;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.push.Held;
import org.mailspan.store.Decisions;
import org.mailspan.store.SqliteDecisions;
import org.mailspan.store.SqliteStore;
import org.mailspan.store.Store;
import org.mailspan.store.WipeRow.Kind;
import org.mailspan.support.Shows;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/** An order to wipe reaches the device that it is for, and no other one, whatever devices and their owners do. */
final class WipeOrdersTest {
    private static final Tag STATUS = org.mailspan.wbxml.Provision.Status;

    /** Two accounts have a device of the same id. */
    private static final List<Phone> PHONES = List.of(
            new Phone("anna@example.org", "phone1"),
            new Phone("anna@example.org", "phone2"),
            new Phone("bert@example.org", "phone1"),
            new Phone("bert@example.org", "phone3"));

    private static final List<String> COMMANDS = List.of("Sync", "FolderSync", "Ping", "SendMail", "GetAttachment");

    @TempDir
    Path directory;

    private final Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final Events events = new Events();
    private Store store;
    private Decisions decisions;
    private DeviceGate gate;
    private Deciding owner;
    private Provision provision;

    private record Phone(String account, String device) {}

    /** What should be of each device. */
    private final Map<Phone, Kind> pending = new HashMap<>();

    private final Set<Phone> blocked = new HashSet<>();

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory);
        decisions = SqliteDecisions.open(directory, notice -> {});
        var admissions = new Admissions(decisions, store, NewDevices.ALLOWED, () -> now, events, (a, d) -> {});
        gate = new DeviceGate(org.mailspan.device.Policy.ALLOW_ALL, new Devices(store, () -> now), admissions);
        owner = new Deciding(decisions, () -> now);
        provision = new Provision(
                org.mailspan.device.Policy.ALLOW_ALL,
                new Devices(store, () -> now),
                new Orders(decisions, store, () -> now, events));
    }

    @AfterEach
    void close() {
        decisions.close();
        store.close();
    }

    private static <T> T any(Random random, List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    private Verdict judge(Phone phone, Version version, String command) {
        return gate.judge(new Visit(
                phone.account, phone.device, "TestPhone", "TestPhone/1", OptionalLong.empty(), command, version));
    }

    /** What a device is answered at its Provision; empty if it does not get there. */
    private Optional<Element> provision(Phone phone, Version version, Optional<Element> request) {
        Verdict verdict = judge(phone, version, "Provision");
        return verdict.equals(new Verdict.Let()) ? Optional.of(answer(phone, version, request)) : Optional.empty();
    }

    private Element answer(Phone phone, Version version, Optional<Element> request) {
        var host = new MemoryBackend(phone.account, new Mailbox(), MemoryBackend.Tells.INCREMENTAL, new HostFaults());
        var call = new Call(version, phone.device, host, request, new byte[0], Map.of(), false, new Held());
        return Desk.document(provision.handle(call));
    }

    private static Element acknowledged(Kind kind, int status) {
        return Element.of(Provision, Element.of(element(kind), Element.of(STATUS, status)));
    }

    private static Tag element(Kind kind) {
        return switch (kind) {
            case DEVICE -> RemoteWipe;
            case ACCOUNT -> AccountOnlyRemoteWipe;
        };
    }

    private static Element download() {
        return Element.of(
                Provision,
                Element.of(Policies, Element.of(Policy, Element.of(PolicyType, "MS-EAS-Provisioning-WBXML"))));
    }

    private static Element acknowledgedPolicy() {
        return Element.of(
                Provision,
                Element.of(
                        Policies,
                        Element.of(
                                Policy,
                                Element.of(PolicyType, "MS-EAS-Provisioning-WBXML"),
                                Element.of(PolicyKey, org.mailspan.device.Policy.ALLOW_ALL.temporaryKey()),
                                Element.of(STATUS, 1))));
    }

    /** Every directive in an answer, wherever it stands. */
    private static List<Kind> directives(Element answer) {
        var found = new ArrayList<Kind>();
        for (Kind kind : Kind.values()) if (answer.tag().equals(element(kind))) found.add(kind);
        answer.elements().forEach(inner -> found.addAll(directives(inner)));
        return found;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Shows("MS-ASPROV_R653 MS-ASPROV_R654 MS-ASPROV_R66612 MS-ASPROV_R66614")
    void anOrderReachesItsDeviceAloneAndOnce(long seed) {
        var random = new Random(seed);
        for (Phone phone : PHONES) judge(phone, Version.V16_1, "FolderSync");
        int delivered = 0;
        for (int round = 0; round < 300; round++) {
            Phone phone = any(random, PHONES);
            if (random.nextInt(6) == 0) decide(phone, random);
            else delivered += ask(phone, random);
            if (random.nextInt(100) == 0) {
                close();
                open();
            }
        }
        assertTrue(delivered > 10, "orders were carried out: " + delivered);
    }

    private void decide(Phone phone, Random random) {
        switch (random.nextInt(6)) {
            case 0, 1 -> order(phone, Kind.DEVICE);
            case 2 -> order(phone, Kind.ACCOUNT);
            case 3 -> {
                owner.block(phone.account, phone.device);
                blocked.add(phone);
            }
            default -> {
                owner.allow(phone.account, phone.device);
                blocked.remove(phone);
                pending.remove(phone);
            }
        }
    }

    private void order(Phone phone, Kind kind) {
        owner.wipe(phone.account, phone.device, kind);
        pending.put(phone, kind);
    }

    /** How many directives came. */
    private int ask(Phone phone, Random random) {
        Version version = any(random, List.of(Version.values()));
        Optional<Kind> due = Optional.ofNullable(pending.get(phone));
        boolean isTooOld = due.equals(Optional.of(Kind.ACCOUNT)) && !version.since(Version.V16_1);
        boolean isLetIn = due.isPresent() ? !isTooOld : !blocked.contains(phone);
        if (random.nextInt(3) == 0) {
            Verdict expected = !isLetIn
                    ? new Verdict.Blocked(false)
                    : due.isPresent() ? new Verdict.WipeOrdered() : new Verdict.Let();
            assertEquals(expected, judge(phone, version, any(random, COMMANDS)));
            return 0;
        }
        Kind kind = any(random, List.of(Kind.values()));
        Optional<Element> answer;
        boolean hears = isLetIn && due.isPresent();
        switch (random.nextInt(7)) {
            case 0 -> {
                answer = provision(phone, version, Optional.of(acknowledged(kind, 1)));
                hears = false;
                if (isLetIn && due.equals(Optional.of(kind))) {
                    pending.remove(phone);
                    blocked.add(phone);
                }
            }
            case 1 -> {
                answer = provision(phone, version, Optional.of(acknowledged(kind, 2)));
                hears &= due.equals(Optional.of(kind));
            }
            case 2 -> {
                answer = provision(phone, version, Optional.of(acknowledged(kind, 7)));
                hears = false;
            }
            case 3 -> {
                answer = provision(phone, version, Optional.empty());
                hears = false;
            }
            case 4 -> answer = provision(phone, version, Optional.of(acknowledgedPolicy()));
            case 5 -> answer = provision(phone, version, Optional.of(download()));
            default -> answer = provision(phone, version, Optional.of(Element.of(Provision)));
        }
        assertEquals(isLetIn, answer.isPresent(), phone + " in " + version.text());
        assertEquals(
                hears ? List.of(due.orElseThrow()) : List.of(),
                answer.map(WipeOrdersTest::directives).orElse(List.of()),
                phone + " in " + version.text());
        return hears ? 1 : 0;
    }

    /** Whatever a device says that was told of a wipe, it gets no policy and no key before it was carried out. */
    @Test
    void whoIsToBeWipedHearsOfNothingElse() {
        Phone phone = PHONES.getFirst();
        judge(phone, Version.V16_1, "FolderSync");
        order(phone, Kind.DEVICE);
        for (Element request : List.of(Element.of(Provision), download(), acknowledgedPolicy()))
            for (Version version : Version.values())
                assertEquals(
                        Optional.of(Element.of(Provision, Element.of(STATUS, 1), Element.of(RemoteWipe))),
                        provision(phone, version, Optional.of(request)));
    }

    @Test
    @Shows("MS-ASPROV_R664 MS-ASPROV_R66602")
    void whoHasCarriedItOutStaysOutUntilItIsLetInAgain() {
        for (Kind kind : Kind.values()) {
            Phone phone = kind == Kind.DEVICE ? PHONES.getFirst() : PHONES.getLast();
            judge(phone, Version.V16_1, "FolderSync");
            order(phone, kind);
            provision(phone, Version.V16_1, Optional.of(Element.of(Provision)));
            assertEquals(
                    Optional.of(Element.of(Provision, Element.of(STATUS, 1))),
                    provision(phone, Version.V16_1, Optional.of(acknowledged(kind, 1))));
            for (String command : List.of("Sync", "Provision"))
                assertInstanceOf(Verdict.Blocked.class, judge(phone, Version.V16_1, command));
            owner.allow(phone.account, phone.device);
            assertEquals(
                    Optional.of(Element.of(Provision, Element.of(STATUS, 1))),
                    provision(phone, Version.V16_1, Optional.of(Element.of(Provision))));
        }
    }

    @Test
    @Shows("MS-ASPROV_R665 MS-ASPROV_R701 MS-ASPROV_R66603 MS-ASPROV_R66604")
    void whoFailsIsToldAgain() {
        for (Kind kind : Kind.values()) {
            Phone phone = kind == Kind.DEVICE ? PHONES.getFirst() : PHONES.getLast();
            judge(phone, Version.V16_1, "FolderSync");
            order(phone, kind);
            provision(phone, Version.V16_1, Optional.of(Element.of(Provision)));
            for (int i = 0; i < 2; i++)
                assertEquals(
                        Optional.of(Element.of(Provision, Element.of(STATUS, 2), Element.of(element(kind)))),
                        provision(phone, Version.V16_1, Optional.of(acknowledged(kind, 2))));
        }
    }

    /** Whatever a request is made of. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void noRequestBringsADirectiveThatNobodyOrdered(Version version) {
        var random = new Random(version.octet());
        Phone phone = PHONES.getFirst();
        for (int round = 0; round < 100; round++) {
            Element request = Element.of(Provision, children(random, 3));
            Element answer = provision(phone, version, Optional.of(request)).orElseThrow();
            assertEquals(List.of(), directives(answer), request::indented);
            assertTrue(Set.of("1", "2").contains(answer.text(STATUS).orElseThrow()), request::indented);
        }
        assertEquals(new Verdict.Let(), judge(phone, version, "Sync"));
    }

    private static List<Element> children(Random random, int depth) {
        var tags = List.of(
                Policies,
                Policies,
                Policy,
                Policy,
                PolicyType,
                PolicyKey,
                STATUS,
                STATUS,
                RemoteWipe,
                AccountOnlyRemoteWipe,
                EASProvisionDoc,
                org.mailspan.wbxml.Settings.DeviceInformation);
        var texts = List.of("", "0", "1", "2", "140", "MS-EAS-Provisioning-WBXML", "<RemoteWipe/>");
        var children = new ArrayList<Element>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            Tag tag = any(random, tags);
            boolean ends = depth == 0 || random.nextInt(3) == 0;
            children.add(ends ? Element.of(tag, any(random, texts)) : Element.of(tag, children(random, depth - 1)));
        }
        return children;
    }

    /** It would take it for a full wipe, or for nothing: neither was meant. */
    @Test
    void anOrderForTheAccountIsNotToldInAVersionWithoutIt() {
        Phone phone = PHONES.getFirst();
        judge(phone, Version.V16_1, "FolderSync");
        order(phone, Kind.ACCOUNT);
        for (Version version : List.of(Version.V12_1, Version.V14_0, Version.V14_1, Version.V16_0)) {
            for (String command : List.of("Provision", "Sync", "Ping"))
                assertInstanceOf(Verdict.Blocked.class, judge(phone, version, command));
            // Nor if the gate let it through.
            for (Element request : List.of(Element.of(Provision), download(), acknowledged(Kind.ACCOUNT, 2)))
                assertEquals(List.of(), directives(answer(phone, version, Optional.of(request))));
        }
        assertEquals(
                Optional.of(Element.of(Provision, Element.of(STATUS, 1), Element.of(AccountOnlyRemoteWipe))),
                provision(phone, Version.V16_1, Optional.of(Element.of(Provision))));
    }
}
