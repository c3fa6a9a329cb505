package org.mailspan.backend;

import java.util.Locale;
import org.mailspan.backend.BackendException.Kind;

/**
 * A login as the host knows it.
 *
 * @param id the account's id: case differs between devices of one person, and must not make two accounts
 */
record LoginName(String id, Credentials credentials) {
    /** Longer than any address (RFC 5321 4.5.3.1); a stranger's megabyte is not worth asking for. */
    private static final int LONGEST = 512;

    /**
     * The login without a Windows domain and with the mail domain where it lacks one: phones send {@code user},
     * {@code DOMAIN\\user} or the address, and iOS may drop the domain (quirk A15).
     *
     * @throws BackendException LOGIN for what no host could mean to accept; an empty password, above all, is an
     *     anonymous bind to some directories and would let anybody in
     */
    static LoginName of(Credentials sent, String domain) throws BackendException {
        String user = sent.user().substring(sent.user().lastIndexOf('\\') + 1).strip();
        if (user.isEmpty() || sent.password().isEmpty())
            throw new BackendException(Kind.LOGIN, "no user or no password");
        if (user.length() > LONGEST
                || sent.password().length() > LONGEST
                || hasControl(user)
                || hasControl(sent.password())) throw new BackendException(Kind.LOGIN, "not a login");
        String name = user.contains("@") || domain.isEmpty() ? user : user + "@" + domain;
        return new LoginName(name.toLowerCase(Locale.ROOT), new Credentials(name, sent.password()));
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
