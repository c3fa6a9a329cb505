/**
 * The whole: {@link org.mailspan.Mailspan} is the program, {@link org.mailspan.Bridge} the bridge that it lets serve.
 *
 * <p>In: the command line. Out: the process. What the parts are is told in each package's own page; here is only how they
 * hold together, by hand, so that it can be read from top to bottom and a missing part does not compile.
 *
 * <p>Imports: everything
 */
@NullMarked
package org.mailspan;

import org.jspecify.annotations.NullMarked;
