/**
 * The entry of {@code mailspan.jar}: the only classes compiled for Java 8.
 *
 * <p>In: the command line. Out: a call of {@link org.mailspan.Mailspan#main}, or one sentence that says which Java to install.
 *
 * <p>Decision: a machine's default {@code java} is often years older than the one that Mailspan needs, and then answers with an
 * {@code UnsupportedClassVersionError}. So the manifest's main class is this one, which any Java can load. It needs no
 * reflection: a class is resolved where it is first called, and that line is reached on a new enough Java only.
 *
 * <p>Imports: root
 */
@NullMarked
package org.mailspan.launcher;

import org.jspecify.annotations.NullMarked;
