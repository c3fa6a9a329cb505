package org.mailspan.backend.sieve;

import java.util.List;

/**
 * What a ManageSieve host turned out to be.
 *
 * @param implementation its own name for itself; may be empty
 * @param takesPasswords whether it offers a login by password
 * @param lacking extensions of Sieve without which there is no out of office
 * @param includes whether a script of the user's can go on while ours is active
 */
public record SieveReport(String implementation, boolean takesPasswords, List<String> lacking, boolean includes) {
    public SieveReport {
        lacking = List.copyOf(lacking);
    }
}
