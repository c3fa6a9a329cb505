/**
 * What can be observed of the bridge: sealed records, handed to listeners.
 *
 * <p>In: one {@link org.mailspan.event.Event} from whoever saw something. Out: the same record, to the log, later to
 * metrics and the admin page. Code that serves requests never writes a log line itself: a new line is a new record here
 * and one case in the listener, so that everything observable can be read in one place.
 *
 * <p>Imports: nothing
 */
@NullMarked
package org.mailspan.event;

import org.jspecify.annotations.NullMarked;
