/**
 * Words that all commands share: versions, status numbers, ids, data types.
 *
 * <p>In and out: text of elements and headers. Nothing here knows a command, a folder or a host. Parsers of what a
 * client sent answer {@code Optional}: a malformed id is an outcome that the command names, never an exception.
 *
 * <p>Imports: nothing
 */
@NullMarked
package org.mailspan.protocol;

import org.jspecify.annotations.NullMarked;
