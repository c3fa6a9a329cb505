package org.mailspan.command;

import static org.mailspan.wbxml.Provision.*;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mailspan.device.Devices;
import org.mailspan.device.Policy;
import org.mailspan.protocol.Status;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.Element;

/**
 * Gives a device its policy and, once it has acknowledged it, its key: MS-ASPROV 3.2.5.1.
 *
 * <p>No answer has a RemoteWipe or AccountOnlyRemoteWipe: Android wipes at once when it sees one (quirk C7). A device
 * that acknowledges one was asked by another server; it hears that all is well.
 */
final class Provision implements Command {
    /** Of the whole answer, MS-ASPROV 2.2.2.54.2. */
    enum ProvisionStatus implements Status {
        Success(1),
        ProtocolError(2);

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

    /**
     * What a device can say of the policy, MS-ASPROV_R386 to R389: applied, in part, not at all, provisioned by
     * somebody else. Each is enough for a policy that allows everything, so the statuses 139 and 145 are never
     * answered.
     */
    private static final Pattern COMPLIANCE = Pattern.compile("[1-4]");

    private final Policy policy;
    private final Devices devices;

    Provision(Policy policy, Devices devices) {
        this.policy = policy;
        this.devices = devices;
    }

    /** What a device asks of the policy. */
    private sealed interface Asked {
        record Malformed() implements Asked {}

        /** An empty request (MS-ASPROV_R493), or word of a wipe. */
        record NothingOfPolicies() implements Asked {}

        record UnknownType(String type) implements Asked {}

        record Download() implements Asked {}

        record Acknowledge(String key) implements Asked {}
    }

    @Override
    public Reply handle(Call call) {
        Optional<Element> request = call.request().filter(root -> root.tag().equals(Provision));
        Asked asked = request.map(root -> asked(root)).orElseGet(Asked.Malformed::new);
        List<Element> information = asked instanceof Asked.Malformed ? List.of() : information(call, request);
        return switch (asked) {
            case Asked.Malformed m -> answer(information, ProvisionStatus.ProtocolError);
            case Asked.NothingOfPolicies n -> answer(information, ProvisionStatus.Success);
            case Asked.UnknownType(String type) ->
                answer(information, ProvisionStatus.Success, policy(type, PolicyStatus.UnknownPolicyType));
            case Asked.Download d -> answer(information, ProvisionStatus.Success, download());
            case Asked.Acknowledge(String key) -> answer(information, ProvisionStatus.Success, acknowledged(key));
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
    private Element acknowledged(String key) {
        return key.equals(Long.toString(policy.temporaryKey()))
                ? policy(WBXML, PolicyStatus.Success, Element.of(PolicyKey, policy.finalKey()))
                : policy(WBXML, PolicyStatus.WrongPolicyKey);
    }

    private static Asked asked(Element request) {
        if (!request.has(Policies)) return new Asked.NothingOfPolicies();
        List<Element> policies = request.all(Policies, Policy).toList();
        Optional<Element> known =
                policies.stream().filter(one -> type(one).equals(WBXML)).findFirst();
        Optional<Element> asked = known.or(() -> policies.stream().findFirst());
        if (asked.isEmpty() || type(asked.get()).isEmpty()) return new Asked.Malformed();
        if (known.isEmpty()) return new Asked.UnknownType(type(asked.get()));
        return phase(known.get());
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
        return COMPLIANCE.matcher(status.get()).matches() ? new Asked.Acknowledge(key) : new Asked.Malformed();
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
