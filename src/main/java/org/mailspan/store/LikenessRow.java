package org.mailspan.store;

/** By what an item of a folder is known again when its id at the host is another; each number 0 where nothing is known. */
public record LikenessRow(long key, long object, long exact, long loose) {}
