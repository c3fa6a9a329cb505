package org.mailspan.protocol;

/**
 * The Status values that mean the same in every command, MS-ASCMD 2.2.2; only those that are answered.
 *
 * <p>Of those about policies, two are not: 141 (LegacyDeviceOnStrictPolicy) would be for who sends no policy key at all
 * (MS-ASPROV 3.1.5.2). Whether such a device cannot provision itself, or was only never told to, nobody knows; 142 lets
 * it try, while to 141 Android shows an error and stops (quirk E3). One that tried and could not hears 139 or 145, of
 * Provision. 143 (PolicyRefresh) is for servers that have the same policy acknowledged every few hours: here a key
 * follows from what the policy says, so one that changed is asked for at once (144), and one that did not is in force.
 */
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
