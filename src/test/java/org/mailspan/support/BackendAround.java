package org.mailspan.support;

import java.util.List;
import java.util.function.Consumer;
import org.mailspan.backend.Account;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Delta;
import org.mailspan.backend.Entry;
import org.mailspan.backend.Folder;
import org.mailspan.item.Item;

/** A backend around another one: what it does not do itself, that one does. */
public interface BackendAround extends Backend {
    Backend host();

    @Override
    default Account account() {
        return host().account();
    }

    @Override
    default List<Folder> folders() throws BackendException {
        return host().folders();
    }

    @Override
    default Delta changes(String folder, String token) throws BackendException {
        return host().changes(folder, token);
    }

    @Override
    default void read(String folder, List<Entry> entries, Want want, Consumer<Reading> sink) throws BackendException {
        host().read(folder, entries, want, sink);
    }

    @Override
    default List<Entry> change(String folder, Item patch, List<Entry> entries) throws BackendException {
        return host().change(folder, patch, entries);
    }

    @Override
    default void delete(String folder, List<Entry> entries) throws BackendException {
        host().delete(folder, entries);
    }

    @Override
    default void close() {
        host().close();
    }
}
