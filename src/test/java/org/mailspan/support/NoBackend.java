package org.mailspan.support;

import java.util.List;
import java.util.function.Consumer;
import org.mailspan.backend.Account;
import org.mailspan.backend.Backend;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Folder;
import org.mailspan.item.Item;

/** An account and nothing behind it: who asks for more than that fails. */
public record NoBackend(Account account) implements Backend {
    /** @param user before the at sign of the only address */
    public static NoBackend of(String user) {
        return new NoBackend(new Account(user, List.of(user + "@example.org"), ""));
    }

    @Override
    public List<Folder> folders() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Delta changes(String folder, String token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void read(String folder, List<Entry> entries, Want want, Consumer<Reading> sink) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Entry> change(String folder, Item patch, List<Entry> entries) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(String folder, List<Entry> entries) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
