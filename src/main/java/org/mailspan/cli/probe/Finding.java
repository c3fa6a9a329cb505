package org.mailspan.cli.probe;

/** One thing that was looked at: what it is, how it is, and what to do if it is not well. */
public sealed interface Finding {
    String subject();

    String text();

    record Good(String subject, String text) implements Finding {}

    /** It works, and yet. */
    record Doubtful(String subject, String text, String remedy) implements Finding {}

    record Bad(String subject, String text, String remedy) implements Finding {}
}
