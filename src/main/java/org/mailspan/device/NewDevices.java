package org.mailspan.device;

/**
 * What becomes of a device that was never seen before.
 *
 * @param mail who is told of one that is not let in; empty is the account itself
 * @param settings the settings file, as it is named in a command
 */
public record NewDevices(Choice choice, String mail, String settings) {
    public static final NewDevices ALLOWED = new NewDevices(Choice.ALLOW, "", "");

    public enum Choice {
        ALLOW,
        /** It waits until its owner lets it in. */
        QUARANTINE,
        BLOCK
    }
}
