package org.mailspan.backend.memory;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.BackendException.Kind;
import org.mailspan.backend.Connector;
import org.mailspan.backend.Credentials;

/** A host that holds any number of mailboxes and knows their passwords. */
public final class MemoryConnector implements Connector {
    private final Map<String, User> users = new ConcurrentHashMap<>();
    private final MemoryBackend.Tells tells;
    private final Faults faults;

    private record User(String password, Mailbox mailbox) {}

    public MemoryConnector(MemoryBackend.Tells tells, Faults faults) {
        this.tells = tells;
        this.faults = faults;
    }

    /** Adds a user with an empty mailbox, or gives one that is there another password. */
    public Mailbox user(String login, String password) {
        return users.merge(login, new User(password, new Mailbox()), (old, next) -> new User(password, old.mailbox))
                .mailbox;
    }

    @Override
    public Backend connect(Credentials credentials) throws BackendException {
        User user = users.get(credentials.user());
        if (user == null || !user.password.equals(credentials.password()))
            throw new BackendException(Kind.LOGIN, "no such user, or another password");
        return new MemoryBackend(credentials.user(), user.mailbox, tells, faults);
    }
}
