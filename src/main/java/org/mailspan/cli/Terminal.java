package org.mailspan.cli;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mailspan.cli.Settings.Mistake;
import org.mailspan.cli.probe.Finding;

/** Where answers go and passwords come from. */
record Terminal(PrintStream out, PrintStream err, InputStream in, Map<String, String> environment) {
    static Terminal ofThisProcess() {
        return new Terminal(System.out, System.err, System.in, System.getenv());
    }

    /**
     * From MAILSPAN_PASSWORD, else typed unseen, else the first line of standard input. Never from an argument: other
     * users of a machine see those.
     */
    String password(String user) throws IOException {
        String given = environment.get("MAILSPAN_PASSWORD");
        if (given != null) return given;
        Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (console.isPresent()) {
            char[] typed = console.get().readPassword("Password of %s: ", user);
            return typed == null ? "" : new String(typed);
        }
        return line();
    }

    /** Asks a question that is answered by yes or no; no answer at all is a no. */
    boolean confirm(String question) throws IOException {
        out.print(question + " [y/N] ");
        out.flush();
        return switch (line().strip().toLowerCase(Locale.ROOT)) {
            case "y", "yes" -> true;
            default -> false;
        };
    }

    /** Asks for a line; empty where there is none. */
    String ask(String question) throws IOException {
        out.print(question);
        out.flush();
        return line();
    }

    /** A line of standard input and no octet more: the next one may be the answer to the next question. */
    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read())
            if (octet != '\r') line.write(octet);
        return line.toString(StandardCharsets.UTF_8);
    }

    void print(Finding finding) {
        switch (finding) {
            case Finding.Good(String subject, String text) -> line("ok", subject, text);
            case Finding.Doubtful(String subject, String text, String remedy) -> {
                line("warning", subject, text);
                line("", "", remedy);
            }
            case Finding.Bad(String subject, String text, String remedy) -> {
                line("failed", subject, text);
                line("", "", remedy);
            }
        }
    }

    private void line(String outcome, String subject, String text) {
        String start = subject.isEmpty() ? "" : subject + ": ";
        out.printf("%-8s %s%s%n", outcome, start, Log.escaped(text));
    }

    void print(List<Mistake> mistakes, String file) {
        err.printf(
                "%s has %s; nothing was started.%n",
                file, mistakes.size() == 1 ? "a mistake" : mistakes.size() + " mistakes");
        mistakes.forEach(mistake -> err.println("  " + Log.escaped(mistake.toString())));
    }
}
