package org.mailspan.command;

import static org.mailspan.wbxml.Provision.*;

import java.util.List;
import java.util.Optional;
import org.mailspan.device.Devices;
import org.mailspan.device.Order;
import org.mailspan.device.Orders;
import org.mailspan.device.Policy;
import org.mailspan.device.Policy.Compliance;
import org.mailspan.protocol.Status;
import org.mailspan.protocol.Version;
import org.mailspan.store.WipeRow.Kind;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Tag;

/**
 * Gives a device its policy and, once it has acknowledged it, its key: MS-ASPROV 3.2.5.1.
 *
 * <p>An answer has a RemoteWipe or AccountOnlyRemoteWipe if its owner ordered that of this device, and no other: Android
 * wipes at once when it sees one (quirk C7). A device that acknowledges what nobody ordered was asked by another server;
 * it hears that all is well.
 */
final class Provision implements Command {
    /** Of the whole answer, MS-ASPROV 2.2.2.54.2. */
    enum ProvisionStatus implements Status {
        Success(1),
        ProtocolError(2),
        /** Applied in part or not at all (R388), and the owner asks for more. */
        DeviceNotFullyProvisionable(139),
        ExternallyManagedDevicesNotAllowed(145);

        private final int code;

        ProvisionStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** Of one Policy, MS-ASPROV 2.2.2.54.1. */
    enum PolicyStatus implements Status {
        Success(1),
        UnknownPolicyType(3),
        WrongPolicyKey(5);

        private final int code;

        PolicyStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** MS-ASPROV_R971; the other type there is, MS-WAP-Provisioning-XML, belongs to 2.5. */
    private static final String WBXML = "MS-EAS-Provisioning-WBXML";

    private final Policy policy;
    private final Devices devices;
    private final Orders orders;

    Provision(Policy policy, Devices devices, Orders orders) {
        this.policy = policy;
        this.devices = devices;
        this.orders = orders;
    }

    /** What a device asks for, or tells. */
    private sealed interface Asked {
        sealed interface OfPolicies extends Asked {}

        record Malformed() implements Asked {}

        /** What became of a wipe that it was told of, or was not: 1 or 2. */
        record Wiped(Kind kind, int status) implements Asked {}

        /** An empty request, which asks for an order to wipe alone (MS-ASPROV_R493). */
        record NothingOfPolicies() implements OfPolicies {}

        record UnknownType(String type) implements OfPolicies {}

        record Download() implements OfPolicies {}

        record Acknowledge(String key, Compliance compliance) implements OfPolicies {}
    }

    @Override
    public Reply handle(Call call) {
        Optional<Element> request = call.request().filter(root -> root.tag().equals(Provision));
        Asked asked = request.map(root -> asked(root)).orElseGet(Asked.Malformed::new);
        List<Element> information = asked instanceof Asked.Malformed ? List.of() : information(call, request);
        return switch (asked) {
            case Asked.Malformed _ -> answer(information, ProvisionStatus.ProtocolError);
            case Asked.Wiped(Kind kind, int status) -> wiped(call, kind, status);
            case Asked.OfPolicies ofPolicies ->
                directive(call, information, ProvisionStatus.Success)
                        .orElseGet(() -> ofPolicies(call, information, ofPolicies));
        };
    }

    /**
     * An order to wipe stands before everything else that a device asks for: Android asks for its policy when it is told
     * that there is one, not for nothing (MS-ASPROV_R622).
     */
    private Optional<Reply> directive(Call call, List<Element> information, ProvisionStatus status) {
        Optional<Order> due = orders.due(call.account(), call.deviceId(), call.version())
                .filter(order -> orders.delivered(order, call.version()));
        return due.map(order -> new Reply.Document(Element.of(
                Provision,
                information,
                Element.of(org.mailspan.wbxml.Provision.Status, status.code()),
                Element.of(directive(order.kind())))));
    }

    private static Tag directive(Kind kind) {
        return switch (kind) {
            case DEVICE -> RemoteWipe;
            case ACCOUNT -> AccountOnlyRemoteWipe;
        };
    }

    /** A device that failed hears the order again, with a Status of 2 (MS-ASPROV_R701 and R66604). */
    private Reply wiped(Call call, Kind kind, int status) {
        boolean failed = orders.acknowledged(call.account(), call.deviceId(), kind, status)
                .isPresent();
        return failed
                ? directive(call, List.of(), ProvisionStatus.ProtocolError)
                        .orElseGet(() -> answer(List.of(), ProvisionStatus.ProtocolError))
                : answer(List.of(), ProvisionStatus.Success);
    }

    private Reply ofPolicies(Call call, List<Element> information, Asked.OfPolicies asked) {
        return switch (asked) {
            case Asked.NothingOfPolicies _ -> answer(information, ProvisionStatus.Success);
            case Asked.UnknownType(String type) ->
                answer(information, ProvisionStatus.Success, policy(type, PolicyStatus.UnknownPolicyType));
            case Asked.Download _ -> answer(information, ProvisionStatus.Success, download());
            case Asked.Acknowledge acknowledged -> acknowledged(call, information, acknowledged);
        };
    }

    private Element download() {
        return policy(
                WBXML,
                PolicyStatus.Success,
                Element.of(PolicyKey, policy.temporaryKey()),
                Element.of(Data, policy.document()));
    }

    /** The same key again for a device that lost the answer and acknowledges once more. */
    private Reply acknowledged(Call call, List<Element> information, Asked.Acknowledge asked) {
        if (!asked.key.equals(Long.toString(policy.temporaryKey())))
            return answer(information, ProvisionStatus.Success, policy(WBXML, PolicyStatus.WrongPolicyKey));
        return policy.finalKey(asked.compliance)
                .map(key -> answer(
                        information,
                        ProvisionStatus.Success,
                        policy(WBXML, PolicyStatus.Success, Element.of(PolicyKey, key))))
                .orElseGet(() -> notEnough(call, information, asked.compliance));
    }

    /** MS-ASPROV_R660. A device that did nothing is told what one is that did not do all (R681, R686). */
    private static Reply notEnough(Call call, List<Element> information, Compliance compliance) {
        // Below 14.0 there are no values from 100 on, MS-ASPROV_R1034; this one is that of a device that stays out.
        if (!call.version().since(Version.V14_0))
            return new Reply.Refused(403, "the policy was not applied as it has to be");
        return answer(
                information,
                compliance == Compliance.EXTERNALLY_MANAGED
                        ? ProvisionStatus.ExternallyManagedDevicesNotAllowed
                        : ProvisionStatus.DeviceNotFullyProvisionable);
    }

    private static Asked asked(Element request) {
        if (request.has(RemoteWipe)) return wiped(request, RemoteWipe, Kind.DEVICE);
        if (request.has(AccountOnlyRemoteWipe)) return wiped(request, AccountOnlyRemoteWipe, Kind.ACCOUNT);
        if (!request.has(Policies)) return new Asked.NothingOfPolicies();
        List<Element> policies = request.all(Policies, Policy).toList();
        Optional<Element> known =
                policies.stream().filter(one -> type(one).equals(WBXML)).findFirst();
        Optional<Element> asked = known.or(() -> policies.stream().findFirst());
        if (asked.isEmpty() || type(asked.get()).isEmpty()) return new Asked.Malformed();
        if (known.isEmpty()) return new Asked.UnknownType(type(asked.get()));
        return phase(known.get());
    }

    /** MS-ASPROV 2.2.2.54.3. */
    private static Asked wiped(Element request, Tag element, Kind kind) {
        String status = request.text(element, org.mailspan.wbxml.Provision.Status)
                .orElse("")
                .strip();
        return switch (status) {
            case "1" -> new Asked.Wiped(kind, 1);
            case "2" -> new Asked.Wiped(kind, 2);
            default -> new Asked.Malformed();
        };
    }

    private static String type(Element policy) {
        return policy.text(PolicyType).orElse("").strip();
    }

    /** The first request has neither key nor status (MS-ASPROV_R604); a key of 0 says "I have none". */
    private static Asked phase(Element policy) {
        String key = policy.text(PolicyKey).orElse("").strip();
        Optional<String> status =
                policy.text(org.mailspan.wbxml.Provision.Status).map(String::strip);
        if (status.isEmpty()) return key.isEmpty() || key.equals("0") ? new Asked.Download() : new Asked.Malformed();
        return Compliance.of(status.get())
                .<Asked>map(compliance -> new Asked.Acknowledge(key, compliance))
                .orElseGet(Asked.Malformed::new);
    }

    /**
     * Belongs to the first request since 14.1 (MS-ASPROV_R368); what an older client sends is kept and not answered.
     */
    private List<Element> information(Call call, Optional<Element> request) {
        Optional<Element> told = request.flatMap(r -> r.first(org.mailspan.wbxml.Settings.DeviceInformation))
                .map(information -> Settings.deviceInformation(devices, call, information));
        return told.filter(answer -> call.version().since(Version.V14_1)).stream()
                .toList();
    }

    private static Reply answer(List<Element> information, ProvisionStatus status, Element... policies) {
        return new Reply.Document(Element.of(
                Provision,
                information,
                Element.of(org.mailspan.wbxml.Provision.Status, status.code()),
                policies.length == 0 ? Optional.empty() : Element.of(Policies, List.of(policies))));
    }

    private static Element policy(String type, PolicyStatus status, Element... more) {
        return Element.of(
                Policy,
                Element.of(PolicyType, type),
                Element.of(org.mailspan.wbxml.Provision.Status, status.code()),
                List.of(more));
    }
}
