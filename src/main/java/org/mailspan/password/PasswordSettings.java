package org.mailspan.password;

/**
 * What opens a mailbox.
 *
 * @param key where the key lies that seals the mail passwords behind app passwords
 */
public record PasswordSettings(Accepted accepted, KeyFile key) {
    public enum Accepted {
        /** App passwords, and mail passwords as well. */
        BOTH,
        /** App passwords alone: no phone holds a mail password. */
        APP,
        /** Mail passwords alone, as if there were no others. */
        MAIL
    }
}
