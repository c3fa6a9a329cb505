package org.mailspan;

import java.util.function.BiPredicate;
import org.mailspan.backend.Backends;
import org.mailspan.password.AppPasswords;
import org.mailspan.push.HeldRequests;

/** What follows when app passwords are taken back or their mail password is stored anew. */
record Recalls(Backends backends, HeldRequests held) implements AppPasswords.Changes {
    @Override
    public void recalled(BiPredicate<String, String> stands) {
        backends.recall(stands);
    }

    @Override
    public void ended(String account, String deviceId) {
        held.recall(account, deviceId);
    }

    @Override
    public void renewed(String account) {
        backends.reconsider(account);
    }
}
