package org.mailspan.fuzz;

import java.util.List;
import java.util.function.Supplier;

/**
 * Something of ours that reads what strangers write.
 *
 * @param seeds sound inputs to begin with
 * @param words what is worth putting into an input: what the reader decides by
 */
public record Target(String name, Reader reader, Supplier<List<byte[]>> seeds, List<String> words) {
    /** Returns in time, or throws what is a fault of ours. */
    @FunctionalInterface
    public interface Reader {
        void read(byte[] input) throws Exception;
    }

    public Target {
        words = List.copyOf(words);
    }

    @Override
    public String toString() {
        return name;
    }
}
