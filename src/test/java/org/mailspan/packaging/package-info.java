/**
 * What is shipped beside the code: libraries, the systemd unit. What only the finished jar can show (its bill of
 * materials, that it is made the same twice, that the unit starts it) is tested by the scripts of {@code .ci}.
 */
@NullMarked
package org.mailspan.packaging;

import org.jspecify.annotations.NullMarked;
