package org.mailspan.backend;

import java.util.List;

/** Who answers senders while a user is away: mostly another server than the one that has the mail. */
@FunctionalInterface
public interface Answering {
    /** Nobody does. */
    Answering NONE = (account, credentials, known) -> new Backend.OutOfOffice() {
        @Override
        public Absence absence() {
            return Absence.NOT_OFFERED;
        }

        @Override
        public void setAbsence(Absence absence) throws BackendException {
            throw new BackendException(BackendException.Kind.NOT_ALLOWED, "this host answers for nobody");
        }
    };

    /** Asks nothing of anybody yet. */
    Backend.OutOfOffice of(Account account, Credentials credentials, Acquaintances known);

    /** Whom a user knows. It may take seconds to find out, so it is asked only where it makes a difference. */
    @FunctionalInterface
    interface Acquaintances {
        List<String> addresses() throws BackendException;
    }
}
