/**
 * The command line: settings, the subcommands, the log.
 *
 * <p>In: arguments, a settings file, the environment. Out: exit code 0 (done), 1 (failed) or 2 (used or configured wrongly,
 * nothing started); answers on standard output, the log on standard error. {@link org.mailspan.cli.Cli} is the table of
 * subcommands; each has a class of its name. What serves is given from above as a {@link org.mailspan.cli.Starter}, so
 * that nothing here knows how the parts of the bridge are put together.
 *
 * <p>Decisions:
 * <ul>
 *   <li>Settings are a dozen lines of {@code key = value}, read by java.util.Properties; one row of
 *       {@link org.mailspan.cli.Setting} is all that a setting needs. A configuration library was not taken: those looked
 *       at stop at the first bad value, or know neither line numbers nor doubled keys, while here every mistake has to be
 *       named at once, with its line and a remedy; and they would add start-up time and a dependency for what are three
 *       small classes.
 *   <li>Passwords are never arguments (other users of the machine see those) and no setting holds one: the bridge passes
 *       on what the phone sends.
 *   <li>picocli through its programmatic model: the annotations would be read by reflection at each start.
 *   <li>The log is java.util.logging underneath, since the JDK has it and every library can speak to it. Events are
 *       written directly and not through a Logger: the JDK closes its handlers in a shutdown hook of its own, and the last
 *       lines, those of stopping, would be lost at random.
 *   <li>{@code MAILSPAN_LOG=trace} turns the log into a dialogue of what was said ({@code trace}): each other line of it
 *       is a comment then. It warns at its beginning, since it holds mail, and ends after an hour. For one device there is
 *       {@code mailspan trace}, which writes into a file beside the data and not into the log.
 *   <li>Messages of exceptions are in the log with debug only: some say what a mail or a host said.
 *   <li>{@code serve} refuses a data directory into which others can look, rather than warn: nobody reads the warning.
 *   <li>{@code serve} locks the file serve.lock in it, so that one process serves with it at a time. The lock ends with
 *       the process, and the file stays: its being there says nothing.
 *   <li>What is wrong with arguments is said in three lines, and not with the whole help as picocli does.
 * </ul>
 *
 * <p>Imports: event, protocol, backend, backend.imap, backend.sieve, format, device, acme, http, http.tls, trace, cli.demo, cli.probe, store,
 * password
 */
@NullMarked
package org.mailspan.cli;

import org.jspecify.annotations.NullMarked;
