package org.mailspan.store;

import java.time.Instant;

/**
 * What was last done with an item.
 *
 * @param verb a LastVerbExecuted, MS-ASEMAIL 2.2.2.44
 */
public record VerbRow(long folder, long key, int verb, Instant doneAt) {}
