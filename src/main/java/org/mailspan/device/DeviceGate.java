package org.mailspan.device;

import java.util.OptionalLong;
import org.mailspan.protocol.Version;
import org.mailspan.store.WipeRow.Kind;

/** Decides whether a device may speak, before its command runs. */
public final class DeviceGate {
    /** As in {@code Cmd=}. */
    private static final String PROVISION = "Provision";

    private static final String PING = "Ping";

    private final Policy policy;
    private final Devices devices;
    private final Admissions admissions;

    public DeviceGate(Policy policy, Devices devices, Admissions admissions) {
        this.policy = policy;
        this.devices = devices;
        this.admissions = admissions;
    }

    /**
     * Who asks for what.
     *
     * @param deviceType may be empty
     * @param userAgent may be empty
     * @param policyKey of the request; empty if none was sent, 0 is "I have none"
     */
    public record Visit(
            String account,
            String deviceId,
            String deviceType,
            String userAgent,
            OptionalLong policyKey,
            String command,
            Version version) {}

    public sealed interface Verdict {
        record Let() implements Verdict {}

        /** The device has a key, but not that of the policy in force: it is to provision itself again. */
        record PolicyKeyStale() implements Verdict {}

        /** A policy is required, and the device shows no key: it is to provision itself first. */
        record NotProvisioned() implements Verdict {}

        /**
         * It waits for its owner to let it in.
         *
         * @param isNews whether its owner was not told
         */
        record Quarantined(boolean isNews) implements Verdict {}

        record Blocked(boolean isNews) implements Verdict {}

        /** It is to do Provision, which tells it to wipe itself. */
        record WipeOrdered() implements Verdict {}

        record TooManyDevices() implements Verdict {}
    }

    public Verdict judge(Visit visit) {
        boolean provisions = visit.command().equalsIgnoreCase(PROVISION);
        return switch (admissions.of(visit)) {
            case Admission.Allowed() -> {
                devices.saw(visit);
                yield byKey(visit);
            }
            // Not below 14.0: what it does next would be answered 403, which some take for "provision again" (quirk
            // A7).
            case Admission.Quarantined(boolean isNews) ->
                provisions && visit.version().since(Version.V14_0)
                        ? new Verdict.Let()
                        : new Verdict.Quarantined(isNews);
            case Admission.Blocked(boolean isNews) -> new Verdict.Blocked(isNews);
            case Admission.Wiping(Kind kind) -> {
                // A version that cannot be told of it: were its mail let through, an order could be dodged by it.
                if (kind == Kind.ACCOUNT && !visit.version().since(Version.V16_1)) yield new Verdict.Blocked(false);
                yield provisions ? new Verdict.Let() : new Verdict.WipeOrdered();
            }
            case Admission.TooMany() -> new Verdict.TooManyDevices();
        };
    }

    private Verdict byKey(Visit visit) {
        if (visit.command().equalsIgnoreCase(PROVISION)) return new Verdict.Let();
        // A Ping comes without a key even from a device that has one (MS-ASPROV_R61103, quirk A5).
        if (visit.command().equalsIgnoreCase(PING) && visit.policyKey().isEmpty()) return new Verdict.Let();
        return switch (policy.standing(visit.policyKey().orElse(0))) {
            case GOOD -> new Verdict.Let();
            case NOT_PROVISIONED -> new Verdict.NotProvisioned();
            case STALE -> new Verdict.PolicyKeyStale();
        };
    }
}
