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
 *   <li>All runs are told, with the least and the most beside the median.
 * </ul>
 */
@NullMarked
package org.mailspan.bench;

import org.jspecify.annotations.NullMarked;
