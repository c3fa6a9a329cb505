/**
 * Whatever reads what strangers write, given what nobody would write.
 *
 * <p>A {@link org.mailspan.fuzz.Target} is one reader, with sound inputs to begin with and the words that it decides
 * by. It stands in the package of what it tests ({@code HttpTargets}, {@code WbxmlTarget}, {@code CommandTarget}
 * ...), since most readers are no one else's business; {@link org.mailspan.fuzz.Targets} lists all. A target fails by
 * an exception that its callers do not expect, by a broken promise (an answer outside its schema, a header that
 * became two), or by taking memory or CPU out of proportion to its input.
 *
 * <p>They are run in three ways:
 * <ul>
 *   <li>In every build, {@link org.mailspan.fuzz.TargetsTest}: the seeds, all finds, and 1,000 inputs made of the
 *       seeds for each target, always the same ones. {@code -Dmailspan.mutants=100000 -Dmailspan.seed=7} makes more
 *       and others.
 *   <li>In every build, Jazzer for some seconds over what is read before anybody is trusted ({@code
 *       JazzerFuzz.beforeTrust}). Jazzer sees which branches an input takes, and what it is compared with; it also
 *       watches for requests to other servers, files outside, regular expressions and classes made of input.
 *   <li>By hand, and for as long as one likes: {@code mvn test-compile surefire:test@jazzer -Dtarget=mime
 *       -Dtime=10m}. The output lies in {@code target/surefire-reports}; {@code .cifuzz-corpus} keeps what was learnt
 *       for the next run.
 * </ul>
 *
 * <p>Jazzer says where it wrote a find: {@code crash-...}, in the project's directory. It belongs into {@code
 * src/test/resources/org/mailspan/fuzz/JazzerFuzzInputs/TARGET}, by a name that says what it is. Mend the fault where
 * it is made, and write a test beside the code. From then on it is read in every build.
 *
 * <p>What was found so far: octets that are no UTF-8 in an Autodiscover request made the JDK's parser write to
 * standard error; answers repeated ids and keys as they came, longer than their schema allows, or (a ConversationId)
 * with elements in them that nobody can write; a Date with control characters went out as no date.
 */
@NullMarked
package org.mailspan.fuzz;

import org.jspecify.annotations.NullMarked;
