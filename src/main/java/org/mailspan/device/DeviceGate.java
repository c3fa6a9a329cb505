package org.mailspan.device;

import java.util.OptionalLong;
import org.mailspan.protocol.Version;

/** Decides whether a device may speak, before its command runs. */
public final class DeviceGate {
    /** As in {@code Cmd=}. */
    private static final String PROVISION = "Provision";

    private final Policy policy;
    private final Devices devices;

    public DeviceGate(Policy policy, Devices devices) {
        this.policy = policy;
        this.devices = devices;
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
    }

    public Verdict judge(Visit visit) {
        devices.saw(visit);
        return visit.command().equalsIgnoreCase(PROVISION)
                        || isGood(visit.policyKey().orElse(0))
                ? new Verdict.Let()
                : new Verdict.PolicyKeyStale();
    }

    private boolean isGood(long key) {
        return key == 0 || key == policy.finalKey();
    }
}
