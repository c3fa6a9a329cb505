/**
 * Measures Mailspan on the machine at hand and prints one Markdown table: {@code mvn -q test-compile
 * exec:exec@benchmark}. It is no test: nothing here fails for being slow.
 *
 * <p>In: a Dovecot of our own on loopback. {@link org.mailspan.bench.Benchmark} names the parts and sizes that can be asked
 * for. Out: progress on standard error, the table on standard output.
 *
 * <p>Decisions:
 * <ul>
 *   <li>The bridge is a process of its own, started as the README starts {@code serve}, and so is the bare IMAP client
 *       that it is held against: neither profits from code that the other, or the benchmark, has warmed up, and CPU and
 *       memory are read from the system, per process.
 *   <li>What counts are ratios within one run, of runs that take turns: machines differ, and this one's load changes.
 *   <li>The phone keeps raw octets and looks only for the SyncKey while the clock runs: it shares the processors with
 *       what is measured. What it got is read and counted afterwards.
 *   <li>A thousand accounts lie on a host of our own ({@link org.mailspan.bench.LightHost}), which says the same three
 *       messages to all of them: a real one is a process for each connection, and would be what is measured.
 *   <li>What needs more than the README's heap (a folder of 100,000 messages for three devices at once, an office of a
 *       thousand accounts) says in its row or its class what it was given.
 *   <li>All runs are told, with the least and the most beside the median.
 * </ul>
 */
@NullMarked
package org.mailspan.bench;

import org.jspecify.annotations.NullMarked;
