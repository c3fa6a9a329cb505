package org.mailspan.backend;

import java.util.List;

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

    public String primaryAddress() {
        return addresses.getFirst();
    }
}
