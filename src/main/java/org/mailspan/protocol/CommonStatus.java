package org.mailspan.protocol;

/** The Status values that mean the same in every command, MS-ASCMD 2.2.2; only those that are answered. */
public enum CommonStatus implements Status {
    InvalidXML(103),
    InvalidCombinationOfIDs(105),
    ServerError(110),
    DeviceIsBlockedForThisUser(129),
    RemoteWipeRequested(140),
    DeviceNotProvisioned(142),
    InvalidPolicyKey(144),
    MaximumDevicesReached(177);

    private final int code;

    CommonStatus(int code) {
        this.code = code;
    }

    @Override
    public int code() {
        return code;
    }
}
