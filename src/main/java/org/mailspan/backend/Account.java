package org.mailspan.backend;

import java.util.List;
import java.util.Optional;

/**
 * Whose items these are.
 *
 * @param id the key of all state of this account: the login at the host in lower case
 * @param addresses full SMTP addresses, the primary one first, never empty (quirk C8)
 * @param displayName may be empty
 */
public record Account(String id, List<String> addresses, String displayName) {
    public Account {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) throw new IllegalArgumentException("an account has an address");
    }

    /**
     * The id of a login however it is typed; empty for what is no login.
     *
     * @param domain appended to a login without {@code @}; may be empty
     */
    public static Optional<String> idOf(String user, String domain) {
        try {
            return Optional.of(
                    LoginName.of(new Credentials(user, "any"), domain).id());
        } catch (BackendException none) {
            return Optional.empty();
        }
    }

    public String primaryAddress() {
        return addresses.getFirst();
    }
}
