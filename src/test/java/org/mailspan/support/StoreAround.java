package org.mailspan.support;

import java.util.function.Function;
import org.mailspan.store.Reads;
import org.mailspan.store.Store;
import org.mailspan.store.Writes;

/** A store around another one: what it does not do itself, that one does; what it begins comes to its own {@link #write}. */
public interface StoreAround extends Store {
    Store store();

    @Override
    default <T> T read(Function<Reads, T> work) {
        return store().read(work);
    }

    @Override
    default <T> T write(Function<Writes, T> work) {
        return store().write(work);
    }

    @Override
    default void rest() {
        store().rest();
    }

    @Override
    default void close() {
        store().close();
    }
}
